"""The writer: a transaction is all or nothing; what is old or too much is let go of, and counted."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from arpwatch_k8s.past import keeping
from arpwatch_k8s.past.keeping import DAY_NS
from arpwatch_k8s.past.reading import read
from arpwatch_k8s.past.records import Standing
from arpwatch_k8s.past.store import Store, Values, WriteError
from tests.changes.samples import A, B
from tests.past.months import END, START, Clock, first, incident, opened, takeover
from tests.savefiles import VIP

ABOUT: Final[Values] = {"event": "move", "vip": VIP, "interface": "eth0"}
ROW: Final[Values] = {"time": 5, "told": 6, **ABOUT, "text": "x", "details": "{}"}


def put(store: Store, *rows: Values, fault: BaseException | None = None) -> None:
    """Events in one transaction, in which something goes wrong in the end."""
    with store.transaction():
        for row in rows:
            store.event(row)
        if fault is not None:
            raise fault


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (rows,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(rows)


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    with closing(Store(path)) as store:
        with pytest.raises(WriteError) as failed:
            put(store, ROW, {**ROW, "text": None})
        assert not failed.value.passes
        with pytest.raises(KeyboardInterrupt):
            put(store, ROW, fault=KeyboardInterrupt())
        put(store, ROW)
    assert count(path, "events") == 1


def test_a_file_that_is_full_may_be_tried_again(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    with closing(Store(path)) as store:
        (pages,) = store._connection.execute("PRAGMA page_count").fetchone()
        store._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(WriteError, match="full") as failed:
            put(store, *[{**ROW, "text": "x" * 1000}] * 1000)
        assert failed.value.passes
        store._connection.execute(f"PRAGMA max_page_count = {pages * 1000}")
        put(store, ROW)
    assert count(path, "events") == 1


def test_what_is_older_than_it_is_kept_is_let_go_of_and_counted(tmp_path: Path) -> None:
    path, clock = tmp_path / "history.db", Clock()
    watch = opened(path, clock)
    for change in (first(START, A), *incident(START), replace(END, time=START)):
        watch.tell(change)
    watch.close()
    clock.at(START + 40 * DAY_NS)
    later = opened(path, clock, keep_days=30)
    later.tell(first(clock.now, B))
    later.close()
    history = read(path)
    assert [run.start for run in history.runs] == [clock.now]
    assert [(move.time, move.event) for move in history.moves] == [(clock.now, "owner")]
    assert history.incidents == ()
    assert [held.station.mac for held in history.stations] == [B.mac]
    assert history.pruned == {"events": 4, "incidents": 1, "holdings": 1, "stations": 1, "runs": 1}
    with closing(Store(path)) as store:
        assert store.begins(clock.now) == clock.now


def test_an_incident_that_is_open_and_who_holds_a_vip_now_are_kept_however_old(tmp_path: Path) -> None:
    path, clock = tmp_path / "history.db", Clock()
    watch = opened(path, clock, keep_days=30)
    watch.tell(first(START, A))
    watch.tell(incident(START)[0])
    clock.at(START + 40 * DAY_NS)
    watch.tell(takeover(clock.now, B, A, "192.0.2.81"))
    watch.close()
    history = read(path, vips=[VIP])
    assert [one.standing for one in history.incidents] == [Standing.OPEN]
    assert [(one.start, one.end) for one in history.holdings] == [(START, clock.now)]


def test_of_too_many_rows_the_oldest_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "history.db"
    few = tuple(replace(kept, most=10) if kept.name == "events" else kept for kept in keeping.KEPT)
    monkeypatch.setattr(keeping, "KEPT", few)
    with closing(Store(path)) as store:
        put(store, *({**ROW, "time": told, "told": told} for told in range(25)))
        with store.transaction():
            assert store.prune(0) == 15
        with store.transaction():
            assert store.prune(0) == 0
    history = read(path)
    assert [event.time for event in history.moves] == list(range(15, 25))
    assert history.pruned == {"events": 15}


def test_a_part_is_let_go_of_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "PART", 4)
    path = tmp_path / "history.db"
    with closing(Store(path)) as store:
        put(store, *({**ROW, "told": told} for told in range(10)))
        gone = []
        for _ in range(4):
            with store.transaction():
                gone.append(store.prune(100))
    assert gone == [4, 4, 2, 0]
