"""A data set window by window, on a crew: a first look at every window, then each by itself.

The client holds what every window leaves to others, and in the end what is told of each: neither grows with what was
captured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.capture.files import MOST_CAPTURES
from arpwatch_k8s.capture.progress import Meter
from arpwatch_k8s.cluster.driving import Drive, Failed, Ran
from arpwatch_k8s.dataset import snapshot
from arpwatch_k8s.dataset.places import is_dataset, refuse_without_parquet
from arpwatch_k8s.dataset.span import EVER, Span
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.evidence.addresses import number_text
from arpwatch_k8s.evidence.table import gather
from arpwatch_k8s.inventory import Known
from arpwatch_k8s.periods.captures import Asked, Capture
from arpwatch_k8s.periods.carrying import Carried, folded
from arpwatch_k8s.periods.days import Window, windows_between
from arpwatch_k8s.periods.jobs import Judge, Left, Survey, judge, survey
from arpwatch_k8s.periods.joining import corrected
from arpwatch_k8s.periods.names import together
from arpwatch_k8s.periods.reach import Reach, reach_of
from arpwatch_k8s.thresholds import DEFAULTS, Thresholds
from arpwatch_k8s.wording.names import unique_names
from arpwatch_k8s.wording.times import rfc3339

if TYPE_CHECKING:
    from arpwatch_k8s.capture.progress import Progress
    from arpwatch_k8s.cluster.crews import Crew
    from arpwatch_k8s.dataset.reading import Pair
    from arpwatch_k8s.evidence import Evidence
    from arpwatch_k8s.periods.records import Told

FIRST_LOOK: Final = "what it leaves to later windows is not known: "
"""What is said of a window that was looked at, but not beforehand."""
BATCH: Final = 256
"""Windows whose first looks are held at once as they came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Windowed:
    """What is told of a data set, window by window."""

    folder: str
    """The data set, as it was named."""
    every_ns: int
    """How long windows are."""
    zone: tzinfo
    """Whose days they are parts of."""
    reach: Reach
    """How far is read around each."""
    vips: tuple[str, ...]
    """The VIPs that are looked at."""
    start: int
    """When the first window begins, ns UTC."""
    end: int
    """When the last one ends."""
    captures: int
    """Captures that were read."""
    windows: tuple[Told, ...]
    """Those that have captures, in order of time."""
    empty: tuple[Window, ...]
    """Those that have none."""
    failed: tuple[Failed, ...] = field(default_factory=tuple)
    """Those that could not be looked at, or not for what they leave to later ones, each with the reason."""
    not_begun: int = 0
    """How many were left, as nobody was there to look at them."""
    lost: str = ""
    """Why."""


def windows(
    folder: str,
    crew: Callable[[], Crew],
    *,
    every_ns: int,
    zone: tzinfo = UTC,
    vips: Sequence[int] = (),
    known: Known = Known(),  # noqa: B008 - frozen
    span: Span = EVER,
    thresholds: Thresholds = DEFAULTS,
    reach: Reach | None = None,
    progress: Progress | None = None,
) -> Windowed:
    """Look at a data set window by window; the crew is asked for once it is known that there is work.

    vips: address numbers, among those of the data set; none for all of these. span: which windows, by their times.
    UsageError: no data set, or windows that make no sense. InputError: the data set cannot be read.
    """
    refuse_without_parquet()
    if not is_dataset(folder):
        raise UsageError(
            f"{folder}: no data set, which windows are made of", fix="Make one: arpwatch-k8s extract SOURCE -o DATASET"
        )
    from arpwatch_k8s.dataset.reading import pairs_of, refuse

    root = Path(folder)
    held = snapshot.read(root)
    pairs = [pair for pair in pairs_of(root, held) if pair.first.info.first_ns is not None]
    names = unique_names([pair.first.source.path for pair in pairs])
    asked = Asked(
        folder=folder,
        held=replace(held, readings=()),
        vips=tuple(vips) or None,
        known=known,
        thresholds=thresholds,
        reach=reach or reach_of(thresholds),
    )
    there = [pair for pair in pairs if span.touches(pair.first.info)]
    refuse(folder, held, there[:MOST_CAPTURES], asked.vips)
    whole = windows_between(*ends(there, span), every_ns, zone)
    plan = Plan(asked, [Capture(number=n, name=names[n], pair=pair) for n, pair in enumerate(pairs)], whole)
    run = Run(plan, crew, progress)
    try:
        told, ran = run.both()
    finally:
        run.close()
    return Windowed(
        folder=folder,
        every_ns=every_ns,
        zone=zone,
        reach=asked.reach,
        vips=tuple(map(number_text, asked.wanted)),
        start=whole[0].start,
        end=whole[-1].end,
        captures=len(there),
        windows=tuple(corrected(sorted(told, key=lambda one: one.number))),
        empty=tuple(window for number, window in enumerate(whole) if number not in set(plan.numbers)),
        failed=tuple(ran.failed),
        not_begun=ran.not_begun,
        lost=ran.lost,
    )


def ends(pairs: Sequence[Pair], span: Span) -> tuple[int, int]:
    """The first and the last time of some captures, within a span; ns UTC."""
    first = min(pair.first.info.first_ns or 0 for pair in pairs)
    last = max(pair.first.info.last_ns or 0 for pair in pairs)
    return (
        first if span.start is None else max(first, span.start),
        last if span.end is None else min(last, span.end),
    )


class Plan:
    """Which windows are looked at, and which captures for each."""

    def __init__(self, asked: Asked, captures: Sequence[Capture], whole: Sequence[Window]) -> None:
        self.asked = asked
        self._captures = captures
        self._whole = whole
        self._first = np.array([one.info.first_ns for one in captures], np.int64)
        self._last = np.array([one.info.last_ns for one in captures], np.int64)
        self.numbers = [number for number, each in enumerate(whole) if len(self._places(each.start, each.end - 1))]

    def _places(self, start: int, end: int) -> list[int]:
        """Which captures have frames of [start, end], ns UTC."""
        found: list[int] = np.flatnonzero((self._first <= end) & (self._last >= start)).tolist()
        return found

    @property
    def size_bytes(self) -> int:
        """Bytes of what is read for all windows themselves."""
        sizes = np.array([one.pair.size_bytes for one in self._captures], np.int64)
        return sum(int(sizes[self._places(each.start, each.end - 1)].sum()) for each in self._whole)

    def _name(self, number: int) -> str:
        """What a window is called in messages."""
        return f"{self.asked.folder}, window from {rfc3339(self._whole[number].start)}"

    def surveys(self) -> Iterator[Survey]:
        """The first looks: each up to where the reading for the next window begins, the last one to the end."""
        around = self.asked.reach.around_ns
        edges = [each.start - around for each in self._whole] + [self._whole[-1].end]
        for number, (start, end) in enumerate(pairwise(edges)) if len(self.numbers) > 1 else ():
            places = self._places(start, end - 1)
            if places:
                yield Survey(
                    asked=self.asked,
                    number=number,
                    window=Window(start=start, end=end),
                    name=self._name(number),
                    captures=tuple(self._captures[place] for place in places),
                )

    def judges(self, left: dict[int, Carried], naming: Evidence) -> Iterator[Judge]:
        """The windows themselves, each made when it is asked for; `left`: what first looks leave, by their numbers."""
        state, reach = Carried(), self.asked.reach
        looked = iter(sorted(left))
        seen = next(looked, None)
        for number in self.numbers:
            while seen is not None and seen < number:
                state, seen = folded(state, left.pop(seen), self.asked.wanted), next(looked, None)
            window = self._whole[number]
            places = self._places(window.start - reach.around_ns, window.end + reach.most_ns)
            yield Judge(
                asked=self.asked,
                number=number,
                window=window,
                name=self._name(number),
                captures=tuple(self._captures[place] for place in sorted({*places, *state.captures})),
                carried=state,
                naming=naming,
                ends=tuple(each.end for each in self._whole[:number]),
            )


class Run:
    """Both looks at all windows, under way."""

    def __init__(self, plan: Plan, crew: Callable[[], Crew], progress: Progress | None) -> None:
        self._plan = plan
        self._make_crew = crew
        self._crew: Crew | None = None
        self._meter = Meter(progress, [plan.size_bytes], passes=2)

    def close(self) -> None:
        """Let the crew go."""
        if self._crew is not None:
            self._crew.close()

    def both(self) -> tuple[list[Told], Ran[Told]]:
        """What is told of the windows, and what became of the work."""
        if self._crew is None:
            self._crew = self._make_crew()
        crew = self._crew
        left: dict[int, Carried] = {}
        naming = gather([])
        failed: list[Failed] = []
        surveys = self._plan.surveys()
        while batch := list(islice(surveys, BATCH)):
            looked = Drive[Survey, Left](crew, survey, keep_going=True, told=self._told).run(batch)
            failed += looked.failed
            left |= {one.number: one.carried for one in looked.done}
            parts = sorted(looked.done, key=lambda one: one.number)
            naming = together([naming, *(one.naming for one in parts)])
            if looked.lost:
                return [], Ran(failed=failed, not_begun=len(self._plan.numbers), lost=looked.lost)
        ran = Drive[Judge, "Told"](crew, judge, keep_going=True, told=self._told).run(self._plan.judges(left, naming))
        also = {other.path for other in ran.failed}
        ran.failed += [replace(one, why=f"{FIRST_LOOK}{one.why}") for one in failed if one.path not in also]
        return ran.done, ran

    def _told(self, job: Survey | Judge) -> None:
        """One more is looked at."""
        self._meter.advance(job.size_bytes)
