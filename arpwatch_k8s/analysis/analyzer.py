"""How a result comes about, batch by batch.

An `Analyzer` is fed evidence and asked for a snapshot; whatever the batches were, the snapshot of the same rows is the
same. Savefiles are one batch.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np

from arpwatch_k8s.analysis.given import number_of
from arpwatch_k8s.analysis.origin import Origin
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.window import numbered
from arpwatch_k8s.correlator.correlate import VipRecord, correlate
from arpwatch_k8s.correlator.scene import Scene
from arpwatch_k8s.correlator.testimony.cluster import believed
from arpwatch_k8s.correlator.testimony.kernel import connecting, kernel_epochs
from arpwatch_k8s.correlator.testimony.skew import skews
from arpwatch_k8s.correlator.testimony.upstream import ties
from arpwatch_k8s.correlator.views.clocks import flows_on
from arpwatch_k8s.correlator.views.merging import View, name_of, views
from arpwatch_k8s.correlator.views.vantages import Vantage, vantages
from arpwatch_k8s.correlator.window import trimmed
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.diagnose import diagnose
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.addresses import NO_ADDRESS, number_text
from arpwatch_k8s.evidence.table import compact, gather
from arpwatch_k8s.inventory import Known, learn
from arpwatch_k8s.logs.event import log_span
from arpwatch_k8s.savefile.info import CaptureInfo
from arpwatch_k8s.speakers import speakers
from arpwatch_k8s.thresholds import DEFAULTS, Thresholds

MOST_ROWS: Final = 64_000_000
"""Rows that an `Analyzer` holds: above what a capture may have, so that only a live stream is ever cut."""


def nothing() -> None:
    """What is done between steps where nobody wants to end them."""


class Analyzer:
    """Evidence in, results out, at any time; holds at most about `most_rows` rows, the newest and those that today's
    answers rest on.

    vips: address numbers; naming: rows of another time, of which names are learned as well and nothing else. Batches
    are best fed in order of time; rows that come late are put in their place.
    """

    def __init__(
        self,
        vips: Sequence[int],
        *,
        known: Known = Known(),  # noqa: B008 - frozen
        thresholds: Thresholds = DEFAULTS,
        most_rows: int = MOST_ROWS,
        naming: Evidence | None = None,
    ) -> None:
        self._vips = tuple(dict.fromkeys(vips))
        self._known = known
        self._thresholds = thresholds
        self._most_rows = most_rows
        self._naming = naming
        self._batches: list[Evidence] = []
        self._rows = 0
        self._first: int | None = None
        self._now: int | None = None
        self.forgotten = 0

    def feed(self, batch: Evidence) -> None:
        """Take in rows, which are in time order."""
        if not len(batch):
            return
        first, last = int(batch["time"].min()), int(batch["time"].max())
        self._first = first if self._first is None else min(first, self._first)
        self.advance(last)
        self._batches.append(batch)
        self._rows += len(batch)
        if self._rows > self._most_rows:
            self._forget()

    def also(self, vips: Sequence[int]) -> None:
        """Look at more VIPs, in what was fed so far, too."""
        self._vips = tuple(dict.fromkeys([*self._vips, *vips]))

    def judge_by(self, vips: Sequence[int], known: Known, thresholds: Thresholds) -> None:
        """Look at these VIPs instead, with these names, by these thresholds, in what was fed so far, too."""
        self._vips = tuple(dict.fromkeys(vips))
        self._known = known
        self._thresholds = thresholds

    @property
    def rows(self) -> Evidence:
        """All rows that are held, in time order."""
        return self._gathered()

    def advance(self, now: int) -> None:
        """Say that time has come to `now`, ns UTC: what has not been answered until then stays unanswered."""
        self._now = now if self._now is None else max(self._now, now)

    def snapshot(
        self,
        origin: Origin = Origin(),  # noqa: B008 - frozen
        pause: Callable[[], None] = nothing,
    ) -> Result:
        """What all rows so far amount to. `pause` is called between steps, of a second or two each where there is
        much: what it raises ends it, and the rows stay."""
        with no_collecting():
            return self._concluded(origin, pause)

    def _concluded(self, origin: Origin, pause: Callable[[], None]) -> Result:
        """What all rows so far amount to, from where they came."""
        evidence = self._gathered()
        seen = {number: evidence.addresses.find(number_text(number)) for number in self._vips}
        codes = [code for code in seen.values() if code != NO_ADDRESS]
        missing = tuple(text for text in origin.asked_for if seen[number_of(text)] == NO_ADDRESS)
        merged = views(evidence, vantages(origin.captures) or [(0,)], origin.captures)
        pause()
        learned = merged[0].evidence if len(merged) == 1 else evidence
        if self._naming is not None:
            learned = gather([learned, self._naming])
        inventory = learn(learned, codes, self._known)
        whole = Scene(
            evidence=evidence,
            inventory=inventory,
            vips=codes,
            flows=origin.flows,
            end=span(origin.captures, self._first, self._now)[1] or 0,
            thresholds=self._thresholds,
        )
        pause()
        case = self._case(whole, merged, origin, missing, pause)
        pause()
        return Result(
            case=case,
            verdict=diagnose(case),
            sources=tuple(origin.sources),
            by_vantage=tuple(apart(whole, merged, origin.captures)),
        )

    def _case(
        self,
        whole: Scene,
        merged: Sequence[View],
        origin: Origin,
        missing: tuple[str, ...],
        pause: Callable[[], None],
    ) -> Case:
        """All rows, correlated; `missing`: VIPs that were asked for and never seen."""
        start, end = span(origin.captures, self._first, self._now)
        texts = [whole.evidence.addresses.text(code) or "" for code in whole.vips]
        dated = not any(info.dateless for info in origin.captures)
        timed = origin.logs if dated else ()
        # What is heard live beside frames is of the same clock, and stamped when it is asked for.
        is_live = any(info.format == "live" for info in origin.captures)
        told = (event for log in timed for event in log.events)
        until = end or max((times[1] for log in timed if (times := log_span(log))), default=0)
        cluster = believed(origin.logs, whole.inventory, until, dated=dated)
        places = vantages(origin.captures) or [(0,)]
        homes = partial(connecting, whole.evidence, places, whole.vips)
        kernel = kernel_epochs(told, [*texts, *missing], whole.inventory, end, homes=homes)
        scenes = [
            replace(
                whole,
                evidence=view.evidence,
                vantages=view.vantages,
                view=number,
                flows=view.flows(whole.flows),
                end=whole.end if len(merged) == 1 else end_of(view.evidence, view.vantages[0], origin.captures),
            )
            for number, view in enumerate(merged)
        ]
        records = numbered([record for scene in scenes for record in correlate(scene, kernel=kernel)])
        pause()
        return Case(
            vips=records,
            speakers=speakers(records, merged, whole.inventory, start or 0, end or 0),
            views=tuple(merged),
            inventory=whole.inventory,
            evidence=whole.evidence,
            flows=origin.flows,
            endpoints=origin.endpoints,
            presence=origin.presence,
            captures=tuple(origin.captures),
            skipped=tuple(origin.skipped),
            logs=tuple(origin.logs),
            settings=origin.settings,
            settings_paths=origin.settings_paths,
            kernel={vip: epochs for vip, epochs in kernel.items() if vip in missing},
            cluster=cluster.epochs,
            cluster_held=cluster.held,
            ties=ties(timed, records, start, end, self._thresholds),
            asked_for=tuple(number_text(number_of(text)) for text in origin.asked_for),
            skews=() if is_live else skews(timed, records, whole.inventory, start, end),
            missing_vips=missing,
            vips_left=origin.vips_left,
            start=start,
            end=end,
            forgotten=self.forgotten,
            thresholds=self._thresholds,
        )

    def _gathered(self) -> Evidence:
        """All rows as one batch."""
        if len(self._batches) != 1:
            self._batches = [gather(self._batches)]
        return self._batches[0]

    def _forget(self) -> None:
        """Let go of the oldest rows."""
        before = self._gathered()
        codes = [before.addresses.intern(number) for number in self._vips]
        kept = compact(trimmed(before, codes, self._most_rows))
        self.forgotten += len(before) - len(kept)
        self._batches, self._rows = [kept], len(kept)


@contextmanager
def no_collecting() -> Iterator[None]:
    """No search for reference cycles meanwhile: records are made by the hundred thousand and point at nothing that
    points back, so that a search finds nothing, and takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def end_of(rows: Evidence, vantage: Vantage, captures: Sequence[CaptureInfo]) -> int:
    """The last time, ns UTC, that is shown by rows in order of time on a vantage's clock, and by its captures: what
    others show later says nothing of it. 0 where there is no time."""
    last = [captures[number].last_ns for number in vantage if number < len(captures)]
    return max([*(time for time in last if time is not None), *rows["time"][-1:].tolist()], default=0)


def apart(whole: Scene, merged: Sequence[View], captures: Sequence[CaptureInfo]) -> Iterator[tuple[str, VipRecord]]:
    """Records of each vantage by itself, with its name, where several were merged."""
    several = [vantage for view in merged if len(view.vantages) > 1 for vantage in view.vantages]
    for vantage in several:
        rows = whole.evidence.take(np.isin(whole.evidence["capture"], vantage))
        flows = flows_on(whole.flows, list(vantage), ())
        end = end_of(rows, vantage, captures)
        for record in correlate(replace(whole, evidence=rows, vantages=[vantage], flows=flows, end=end)):
            yield name_of(vantage, captures), record


def span(captures: Sequence[CaptureInfo], first: int | None, now: int | None) -> tuple[int | None, int | None]:
    """First and last time, of frames that are no evidence, too; None where nothing was seen."""
    times = [time for info in captures for time in (info.first_ns, info.last_ns) if time is not None]
    times += [time for time in (first, now) if time is not None]
    return (min(times), max(times)) if times else (None, None)
