"""A data set looked at window by window, held against all of it at once: to the row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.cluster import Threads, extract
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.periods import Windowed
from arpwatch_k8s.periods.days import Window
from arpwatch_k8s.periods.joining import joined
from arpwatch_k8s.periods.records import Thing
from arpwatch_k8s.periods.things import Things
from arpwatch_k8s.thresholds import DEFAULTS
from tests.cluster.pieces import NOW_NS, frames, shuffled, written
from tests.savefiles import NS, Timed, pcap

HOUR_NS = 3600 * NS


def episodes(*scenarios: str, apart_ns: int = HOUR_NS) -> list[list[Timed]]:
    """The frames of scenarios one after the other: each begins so long after the one before it began, on the clock of
    the first."""
    found = []
    begin = frames(scenarios[0])[0][0]
    for number, scenario in enumerate(scenarios):
        whole = frames(scenario)
        shift = begin + number * apart_ns - whole[0][0]
        found.append([(time + shift, data) for time, data in whole])
    return found


def kept_as(folder: Path, several: Sequence[Sequence[Timed]], files: int = 4, *, vips: Sequence[int] = ()) -> str:
    """A data set of several episodes, each in so many files that end wherever they do; VIPs are discovered where none
    are given."""
    paths = []
    for episode, whole in enumerate(several):
        cuts = [len(whole) * number // files for number in range(files + 1)]
        for number in range(files):
            path = folder / "ring" / f"ring-{episode:02}{number:02}.pcap"
            paths.append(written(path, pcap(whole[cuts[number] : cuts[number + 1]])))
    extract(shuffled(paths), str(folder / "set"), lambda: Threads(2), vips=vips, now_ns=NOW_NS)
    return str(folder / "set")


def differences(told: Windowed, whole: Result, *, but: Sequence[str] = ()) -> list[str]:
    """What windows tell otherwise than an analysis of all, in a line each; `but` names fields that may differ."""
    things = Things(whole, whole.case.end or 0, DEFAULTS)
    under_way = {
        name: [each for window in told.windows for each in window.under_way if each.what == name]
        for name in ("contest", "outage", "incident")
    }
    pairs = {
        "move": ((window.moves for window in told.windows), (), things.moves()),
        "contest": ((window.contests for window in told.windows), under_way["contest"], things.contests()),
        "outage": ((window.outages for window in told.windows), under_way["outage"], things.outages()),
        "incident": ((window.incidents for window in told.windows), under_way["incident"], things.incidents()),
    }
    found = []
    for name, (ours, on, theirs) in pairs.items():
        gap_ns = DEFAULTS.incident_gap_ns if name == "incident" else 0
        mine, others = rows(joined(ours, on, gap_ns=gap_ns), but), rows(theirs, but)
        found += [f"{name} told by windows alone: {row}" for row in (mine - others).elements()]
        found += [f"{name} told by the whole alone: {row}" for row in (others - mine).elements()]
    return found + list(other_attempts(told, whole.case.vips))


def rows(some: Sequence[Thing] | Iterator[Thing], but: Sequence[str]) -> Counter[str]:
    """Things as texts, without what is found about them: a window's rules see less."""
    left_out = {"cause", *but}
    return Counter(
        f"{type(one).__name__} "
        + ", ".join(f"{name}={getattr(one, name)}" for name in one.__dataclass_fields__ if name not in left_out)
        for one in some
    )


def other_attempts(told: Windowed, records: Sequence[VipRecord]) -> Iterator[str]:
    """Windows in which other attempts are told than the whole has there."""
    for window in told.windows:
        span = Window(start=window.start, end=window.end)
        here: Counter[tuple[str, str, str]] = Counter()
        for record in records:
            within = record.attempts.begun_within(span.start, span.end - 1)
            here.update({(record.vip, str(record.segment), name): n for name, n in within.outcomes().items()})
        mine: Counter[tuple[str, str, str]] = Counter()
        for one in window.tried:
            mine.update({(one.vip, one.segment, name): n for name, n in one.outcomes.items()})
        if here != mine:
            yield f"attempts of window {window.number}: {dict(mine - here)} instead of {dict(here - mine)}"
