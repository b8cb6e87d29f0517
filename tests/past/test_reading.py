"""A history read: what of it lies in a span, who held a VIP how long, what is left out."""

from dataclasses import replace
from pathlib import Path

import pytest

from arpwatch_k8s.changes.exposure import ClockStep
from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.past.reading import read
from arpwatch_k8s.past.records import Standing
from tests.changes.samples import A, B
from tests.past.months import DAY, END, MAC_C, OTHER, START, Clock, first, opened, takeover, write
from tests.past.test_opening import made
from tests.savefiles import MAC_A, MAC_B, NS, VIP


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("history") / "month.db"
    write(path, Clock())
    return path


def test_a_month_has_its_runs_incidents_and_moves(month: Path) -> None:
    history = read(month)
    assert (history.start, history.end) == (START, START + 30 * DAY)
    assert [(run.start, run.until, run.killed) for run in history.runs] == [
        (START, START + 10 * DAY, False),
        (START + 12 * DAY, START + 15 * DAY, True),
        (START + 16 * DAY, START + 30 * DAY, False),
    ]
    assert [(one.vip, one.rule, one.standing, one.ending) for one in history.incidents] == [
        (VIP, "owner-silent", Standing.RESOLVED, "quiet"),
        (VIP, None, Standing.LEFT, None),
        (VIP, "owner-silent", Standing.RESOLVED, "quiet"),
        (OTHER, "owner-silent", Standing.RESOLVED, "quiet"),
    ]
    assert [move.event for move in history.moves if move.event != "owner"] == [
        "move",
        "contest",
        "contest",
        "contest_over",
    ]
    assert [event.event for event in history.contests] == ["contest", "contest", "contest_over"]


def test_how_long_each_held_a_vip_counts_what_was_watched_and_not_fights(month: Path) -> None:
    history = read(month, vips=[VIP])
    held = {one.station.mac: one.held_ns for one in history.stations}
    # node2: days 6 to 10, 12 to 15, and 23 to 30, in which the clock was set back an hour
    assert held == {MAC_A: (6 + 4) * DAY, MAC_B: (4 + 3 + 7) * DAY + 3600 * NS, MAC_C: 0}
    assert {one.vip for one in history.incidents} == {VIP}
    assert {one.vip for one in history.holdings} == {VIP}


def test_a_span_cuts_who_held_what_and_leaves_out_what_was_before(month: Path) -> None:
    history = read(month, vips=[VIP], start=START + 8 * DAY, end=START + 13 * DAY)
    assert [(one.start, one.end, one.owners[0].mac) for one in history.holdings] == [
        (START + 8 * DAY, START + 10 * DAY, MAC_B),
        (START + 12 * DAY, START + 13 * DAY, MAC_B),
    ]
    assert history.incidents == ()
    assert [move.event for move in history.moves] == ["owner"]
    assert len(history.runs) == 2


def test_of_too_many_rows_the_newest_are_read_and_the_others_counted(month: Path) -> None:
    history = read(month, most=2)
    assert [one.start for one in history.incidents] == [START + 21 * DAY, START + 23 * DAY]
    assert history.left_out["incidents"] == 2
    assert history.left_out["holdings"] == 10
    assert len(history.moves) == 2
    assert len(history.runs) == 3


def test_an_address_may_be_written_in_any_way(tmp_path: Path) -> None:
    path, clock = tmp_path / "history.db", Clock()
    watch = opened(path, clock)
    watch.tell(first(START, A, "2001:db8::80"))
    watch.close()
    assert len(read(path, vips=["2001:0DB8:0::0080"]).holdings) == 1
    with pytest.raises(UsageError, match="is no address"):
        read(path, vips=["node1"])


def test_who_holds_a_vip_now_holds_it_up_to_when_the_watch_was_last_known_to_run(tmp_path: Path) -> None:
    path, clock = tmp_path / "history.db", Clock()
    watch = opened(path, clock)
    watch.tell(first(START, A))
    clock.at(START + DAY)
    watch.tell(takeover(START + DAY // 2, B, A, OTHER))
    (holding,) = read(path, vips=[VIP]).holdings
    assert (holding.start, holding.end) == (START, START + DAY)
    (run,) = read(path).runs
    assert (run.end, run.until) == (None, START + DAY)
    watch.close()


def test_a_clock_that_is_set_ends_a_holding_by_the_old_time_and_begins_it_by_the_new(tmp_path: Path) -> None:
    path, clock = tmp_path / "history.db", Clock()
    watch = opened(path, clock)
    watch.tell(first(START, A))
    clock.at(START + 100 * DAY)
    watch.tell(ClockStep(time=clock.now, step_ns=99 * DAY))
    clock.at(START + 101 * DAY)
    watch.tell(replace(END, time=clock.now))
    watch.close()
    history = read(path)
    assert [(one.start, one.end) for one in history.holdings] == [
        (START, START + DAY),
        (START + 100 * DAY, START + 101 * DAY),
    ]
    assert [one.held_ns for one in history.stations] == [2 * DAY]


BAD = {
    "no object": "UPDATE events SET details = '[]'",
    "no JSON": "UPDATE events SET details = '{'",
    "deep": f"UPDATE events SET details = '{'[' * 100_000}'",
    "owners": "UPDATE holdings SET owners = '[1]'",
    "MAC": """UPDATE holdings SET owners = '[{"mac": "beef", "node": null}]'""",
    "station": "UPDATE stations SET mac = 'beef'",
    "state": "UPDATE incidents SET state = 'lost'",
    "severity": "UPDATE incidents SET severity = 'dire'",
}


@pytest.mark.parametrize("name", BAD)
def test_rows_that_no_watch_wrote_are_told_as_damage(tmp_path: Path, name: str) -> None:
    path = tmp_path / "history.db"
    write(path, Clock())
    made(path, BAD[name])
    with pytest.raises(InputError, match=r"damaged \(\w+ in a row\)"):
        read(path)
