"""Windows tell what an analysis of all tells, to the row, wherever they cut."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.cluster import Processes, Threads
from arpwatch_k8s.cluster.crews import Crew
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.periods import Windowed, carrying, windows
from arpwatch_k8s.periods.document import document
from arpwatch_k8s.periods.reach import Reach
from tests.conftest import CAPTURES
from tests.periods.whole import differences, episodes, kept_as
from tests.savefiles import NS

NEAR = Reach(around_ns=35 * NS, most_ns=600 * NS)
"""As little as incidents need, so that more has to be carried than with what is read by itself."""
APART_NS = 1000 * NS
"""Between the beginnings of episodes: no row of one is read for a window of another."""
SEVERAL = (
    ("flapping", "handover-slow", "kubevip-move", "metallb-failover"),
    ("split-brain-metallb", "metallb-failover", "stale-cache", "split-brain-kubevip"),
    ("connections-broken-by-move", "keepalive-fits", "owner-silent", "keepalived-restart"),
    ("two-vips-one-sick", "orphan-address", "vlan-trunk", "vrid-collision", "stalled"),
)
FEW = SEVERAL[:1]
SHOWN = {name for names in SEVERAL for name in names}


def kept(folder: Path, names: tuple[str, ...]) -> tuple[str, Result]:
    """A data set of some episodes, and what an analysis of all of it says."""
    made = kept_as(folder, episodes(*names, apart_ns=APART_NS))
    return made, analyze([made])


def looked(folder: str, every_s: float, crew: Callable[[], Crew] = lambda: Threads(1)) -> Windowed:
    """What windows of some length tell of it."""
    return windows(folder, crew, every_ns=round(every_s * NS), reach=NEAR)


@pytest.mark.parametrize("names", SEVERAL, ids="+".join)
def test_windows_of_seven_seconds_tell_what_the_whole_tells(tmp_path: Path, names: tuple[str, ...]) -> None:
    folder, whole = kept(tmp_path, names)
    told = looked(folder, 7)
    assert differences(told, whole) == []
    assert sum(len(window.moves) for window in told.windows) > 0
    assert told.failed == ()


@pytest.mark.long
@pytest.mark.parametrize(("names", "every_s"), [(SEVERAL[0], 2.5), (FEW[0], 1)])
def test_shorter_windows_tell_the_same(tmp_path: Path, names: tuple[str, ...], every_s: float) -> None:
    folder, whole = kept(tmp_path, names)
    assert differences(looked(folder, every_s), whole) == []


@pytest.mark.long
@pytest.mark.parametrize("name", sorted({path.parent.name for path in CAPTURES.glob("*/proxy.pcapng")} - SHOWN))
def test_every_other_scenario_is_told_as_by_the_whole(tmp_path: Path, name: str) -> None:
    folder = kept_as(tmp_path, episodes(name))
    assert differences(windows(folder, lambda: Threads(1), every_ns=9 * NS), analyze([folder])) == []


@pytest.mark.parametrize("crew", [lambda: Threads(2), lambda: Processes(1), lambda: Processes(2)])
def test_whoever_looks_tells_the_same(tmp_path: Path, crew: Callable[[], Crew]) -> None:
    folder = kept_as(tmp_path, episodes("flapping", "handover-slow", apart_ns=APART_NS))
    alone, others = looked(folder, 20), looked(folder, 20, crew)
    assert document(alone) == document(others)


def test_without_what_is_carried_they_would_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, whole = kept(tmp_path, ("flapping", "handover-slow"))
    monkeypatch.setattr(carrying, "last_of_tracks", lambda rows, _: np.zeros(len(rows), bool))
    assert [line[:32] for line in differences(looked(folder, 7), whole) if line.startswith("move")] == [
        "move told by the whole alone: Mo"
    ]


@pytest.mark.parametrize("names", FEW, ids="+".join)
def test_no_window_is_healthy_in_which_the_whole_has_trouble(tmp_path: Path, names: tuple[str, ...]) -> None:
    folder, whole = kept(tmp_path, names)
    spans = [(time, time) for record in whole.case.vips for time in record.failed.column("broke").tolist()]
    spans += [(one.start, one.end) for record in whole.case.vips for one in record.ownership.contests]
    spans += [(one.start, one.last) for record in whole.case.vips for one in record.outages]
    told = looked(folder, 7).windows
    for window in told:
        sick = any(start < window.end and end >= window.start for start, end in spans)
        assert not (sick and (window.outcome is Outcome.HEALTHY or window.is_quiet)), window
    assert {window.outcome for window in told} >= {Outcome.HEALTHY, Outcome.ROOT_CAUSE}


def test_a_quiet_window_is_healthy_though_what_is_around_it_is_not(tmp_path: Path) -> None:
    folder, whole = kept(tmp_path, FEW[0])
    quiet = [window for window in looked(folder, 7).windows if window.is_quiet and window.attempts > 10]
    assert whole.verdict.outcome is Outcome.ROOT_CAUSE
    assert {window.outcome for window in quiet} == {Outcome.HEALTHY}
