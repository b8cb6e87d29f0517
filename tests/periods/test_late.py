"""A connection that breaks hours after its window is counted there, and its move has it."""

from pathlib import Path

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.cluster import Threads
from arpwatch_k8s.periods import windows
from arpwatch_k8s.periods.records import Cost
from tests.periods.whole import HOUR_NS, differences, kept_as
from tests.savefiles import MAC_A, MAC_B, NS, VIP, Timed, announcement, exchange, segment

BEGIN = 1_700_000_000 * NS // HOUR_NS * HOUR_NS
"""A full hour."""


def story() -> list[Timed]:
    """A connection through A that B, who took the VIP over five hours later, resets; one each minute goes well."""
    moved = BEGIN + 5 * HOUR_NS + 7 * NS
    found = [(BEGIN + NS, announcement(MAC_A)), *exchange(BEGIN + 2 * NS, 1000)[:2], (moved, announcement(MAC_B))]
    for minute in range(6 * 60):
        at = BEGIN + minute * 60 * NS + 30 * NS
        found += exchange(at, 2000 + minute, mac=MAC_A if at < moved else MAC_B)
    found.append((moved + NS, segment("R", port=1000, seq=9501, to=MAC_B, server=True)))
    return sorted(found)


def test_it_is_told_in_the_window_in_which_it_began_and_where_it_broke(tmp_path: Path) -> None:
    folder = kept_as(tmp_path, [story()], files=20)
    told = windows(folder, lambda: Threads(2), every_ns=HOUR_NS)
    first, last = told.windows[0], told.windows[5]
    assert [(one.vip, one.failed, one.outcomes) for one in first.tried] == [(VIP, 1, {"ok": 60, "reset_midway": 1})]
    assert (last.failed, last.broke) == (0, 1)
    (move,) = last.moves
    assert (move.cost, move.broken, move.open_connections) == (Cost.SOMETHING, 1, 1)
    assert [each.window for each in last.late] == [0]
    assert differences(told, analyze([folder])) == []
