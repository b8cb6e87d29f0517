"""What is told goes into a history, and who is new to a VIP is said; a file that cannot be written stops nothing."""

import logging
import sqlite3
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from pathlib import Path

import pytest

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.document import document
from arpwatch_k8s.changes.exposure import LinkChange
from arpwatch_k8s.changes.novelty import NewStation
from arpwatch_k8s.changes.run import ReportWritten
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.monitor.rehearsal import ADDRESS, analyzed
from arpwatch_k8s.monitor.sinks import remember
from arpwatch_k8s.monitor.sinks.remember import Remember
from arpwatch_k8s.monitor.sinks.sink import State
from arpwatch_k8s.past.reading import read
from arpwatch_k8s.past.records import Standing
from arpwatch_k8s.past.store import Store, WriteError
from tests.changes.samples import SAMPLES, A, B
from tests.past.months import DAY, START, C, Clock, fight, first, incident, opened, settled, takeover
from tests.savefiles import MAC_A, MAC_B, VIP


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


def new_ones(said: list[Change]) -> list[tuple[str | None, int, int]]:
    """Who was told to be new: MAC, how many others, how many more."""
    return [(one.holder.mac, one.others, one.more) for one in said if isinstance(one, NewStation)]


def test_every_kind_of_change_is_an_event_with_what_programs_are_told(path: Path) -> None:
    clock = Clock()
    watch = opened(path, clock)
    for change in SAMPLES:
        watch.tell(change)
    watch.close()
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT event, vip, interface, text, told FROM events ORDER BY id").fetchall()
    about = [document(change) for change in SAMPLES]
    assert rows == [(one["event"], one["vip"], one["interface"], one["text"], START) for one in about]


def test_an_incident_is_one_row_as_it_was_told_last(path: Path) -> None:
    clock = Clock()
    watch = opened(path, clock)
    beginning, end = incident(START)
    watch.tell(beginning)
    (one,) = read(path).incidents
    assert (one.standing, one.rule, one.ending) == (Standing.OPEN, None, None)
    watch.tell(end)
    (one,) = read(path).incidents
    assert (one.standing, one.rule, one.ending) == (Standing.RESOLVED, "owner-silent", "quiet")
    assert (one.failed, one.attempts, one.cost) == (19, 40, beginning.state.cost)
    watch.close()


def test_the_next_watch_marks_what_a_killed_one_left_open(path: Path) -> None:
    clock = Clock()
    watch = opened(path, clock)
    watch.tell(first(START, A))
    clock.at(START + DAY)
    watch.tell(incident(clock.now)[0])
    watch.close()  # without having heard that it ended
    clock.at(START + 3 * DAY)
    opened(path, clock).close()
    history = read(path)
    assert [one.standing for one in history.incidents] == [Standing.LEFT]
    assert [(run.until, run.killed) for run in history.runs] == [(START + DAY, True), (START + 3 * DAY, False)]
    assert [(one.start, one.end) for one in history.holdings] == [(START, START + DAY)]


def test_somebody_who_never_held_a_vip_that_others_held_is_told_once(path: Path) -> None:
    clock = Clock()
    said: list[Change] = []
    watch = opened(path, clock, said.append)
    watch.tell(first(START, A))
    assert said == []
    clock.at(START + DAY)
    watch.tell(takeover(clock.now, B, A))
    clock.at(START + 2 * DAY)
    watch.tell(takeover(clock.now, A, B))
    watch.tell(takeover(clock.now, B, A))
    assert new_ones(said) == [(MAC_B, 1, 0)]
    (new,) = [one for one in said if isinstance(one, NewStation)]
    assert (new.track, new.since, new.holder.label) == (Track.CLAIMED, START, B.label)
    watch.close()


def test_who_is_known_is_remembered_over_a_restart(path: Path) -> None:
    clock = Clock()
    before = opened(path, clock)
    before.tell(first(START, A))
    before.tell(takeover(START, B, A))
    before.close()
    said: list[Change] = []
    clock.at(START + DAY)
    watch = opened(path, clock, said.append)
    watch.tell(first(clock.now, B))
    watch.tell(takeover(clock.now, A, B))
    assert new_ones(said) == []
    watch.tell(fight(clock.now, A, B, C))
    assert new_ones(said) == [(C.mac, 2, 0)]
    watch.tell(settled(clock.now, C))
    assert len(new_ones(said)) == 1
    watch.close()


def test_made_up_macs_are_told_at_most_every_ten_seconds_and_counted(path: Path) -> None:
    clock = Clock()
    said: list[Change] = []
    watch = opened(path, clock, said.append)
    watch.tell(first(START, A))
    for number in range(5):
        mac = f"52:54:00:00:01:{number:02x}"
        watch.tell(takeover(clock.now, replace(B, mac=mac, node=None, label=mac), A))
    assert [more for _, _, more in new_ones(said)] == [0]
    clock.at(START + DAY)
    watch.tell(takeover(clock.now, B, A))
    assert new_ones(said)[1:] == [(MAC_B, 6, 4)]
    watch.close()


def test_what_a_look_shows_is_remembered_with_when_it_was_seen_first_and_last(path: Path) -> None:
    clock = Clock()
    watch = opened(path, clock, keep_days=36_500)  # the frame is of 2001
    watch.show(State(time=clock.now, result=analyzed()))
    watch.close()
    (held,) = read(path, vips=[ADDRESS]).stations
    assert (held.track, held.station.mac, held.first) == ("claimed", "52:54:00:00:00:01", 1_000_000_000_000_000_000)


class Refusing(Store):
    """A store whose file cannot be written while `why` is set."""

    why: WriteError | None = None

    def transaction(self) -> AbstractContextManager[None]:
        if self.why is not None:
            raise self.why
        return super().transaction()


def test_names_that_are_no_text_are_written_as_escapes(path: Path) -> None:
    clock = Clock()
    watch = opened(path, clock)
    named = replace(A, node="node\ud800", label="node\ud800")
    watch.tell(replace(first(START, named), interface="eth\udcff"))
    watch.tell(replace(takeover(START, B, named), interface="eth\udcff"))
    watch.tell(ReportWritten(time=START, path="case/\udcff/report"))
    watch.tell(LinkChange(time=START, interface="eth\udcff", text="eth\udcff is down", is_up=False))
    watch.close()
    history = read(path)
    assert history.moves[0].text == "is claimed by node\\ud800"
    assert [held.station.node for held in history.stations] == ["node\\ud800", "node2"]
    assert [(one.interface, one.end) for one in history.holdings] == [("eth\\udcff", START)] * 2


def test_a_full_disk_is_told_once_and_what_waits_is_written_when_there_is_room(
    path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.WARNING, "arpwatch_k8s")
    monkeypatch.setattr(remember, "MOST_WAITING", 5)
    clock = Clock()
    store = Refusing(path)
    watch = Remember(store, ("eth0",), lambda _: None, clock=clock)
    store.why = WriteError("database or disk is full", passes=True)
    for number in range(8):
        clock.at(clock.now + 10_000_000_000)
        watch.tell(takeover(clock.now, *((A, B) if number % 2 else (B, A))))
    said = [record.getMessage() for record in caplog.records]
    assert said == ["history: cannot be written (database or disk is full); what is to be written waits"]
    store.why = None
    clock.at(clock.now + 10_000_000_000)
    watch.show(State(time=clock.now, result=analyzed()))
    said = [record.getMessage() for record in caplog.records]
    assert said[1:] == ["history: is written again; 3 changes found no room meanwhile"]
    watch.close()
    moves = read(path, vips=[VIP]).moves
    assert len(moves) == 5
    assert moves[-1].time == START + 80_000_000_000


def test_room_that_comes_before_the_next_try_is_told_at_the_end(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "arpwatch_k8s")
    clock = Clock()
    store = Refusing(path)
    watch = Remember(store, ("eth0",), lambda _: None, clock=clock)
    store.why = WriteError("database or disk is full", passes=True)
    watch.tell(first(clock.now, A))
    store.why = None
    watch.tell(takeover(clock.now, B, A))
    watch.close()
    assert [record.getMessage() for record in caplog.records] == [
        "history: cannot be written (database or disk is full); what is to be written waits",
        "history: is written again",
    ]
    assert len(read(path).moves) == 2


def test_a_file_that_is_damaged_meanwhile_is_let_alone(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "arpwatch_k8s")
    clock = Clock()
    store = Refusing(path)
    watch = Remember(store, ("eth0",), lambda _: None, clock=clock)
    store.why = WriteError("database disk image is malformed", passes=False)
    for _ in range(3):
        clock.at(clock.now + DAY)
        watch.tell(first(clock.now, A))
    store.why = None
    watch.close()
    assert [record.getMessage() for record in caplog.records] == [
        "history: database disk image is malformed; nothing more is written to it",
        "history: 3 changes not written",
    ]
    assert read(path).moves == ()


def test_who_holds_what_is_written_every_ten_seconds_who_is_new_at_once(path: Path) -> None:
    clock = Clock()
    watch = opened(path, clock)
    watch.tell(first(START, A, ADDRESS))
    watch.show(State(time=clock.now, result=analyzed()))
    assert {held.station.mac for held in read(path).stations} == {MAC_A, "52:54:00:00:00:01"}
    clock.at(START + 5_000_000_000)
    watch.show(State(time=clock.now, result=analyzed()))
    (run,) = read(path).runs
    assert run.last == START
    clock.at(START + 15_000_000_000)
    watch.show(State(time=clock.now, result=analyzed()))
    (run,) = read(path).runs
    assert run.last == START + 15_000_000_000
    watch.close()
