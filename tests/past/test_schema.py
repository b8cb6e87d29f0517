"""The tables by version: what a file of each version becomes, and that a killed step leaves none of itself."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from arpwatch_k8s.past.schema import APPLICATION, MIGRATIONS, expected, migrate, shape, version

NEXT = (
    "ALTER TABLE events ADD COLUMN level TEXT NOT NULL DEFAULT 'info'",
    "CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT",
)
"""A migration as the next one may be."""


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        yield made


def event(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO events (run, time, told, event, text, details) VALUES (1, 2, 3, 'move', 'x', '{}')")


def test_an_empty_file_gets_the_tables_and_says_whose_it_is(connection: sqlite3.Connection) -> None:
    migrate(connection)
    assert version(connection) == len(MIGRATIONS)
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
    assert shape(connection) == expected(len(MIGRATIONS))
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert tables == {"runs", "events", "incidents", "holdings", "stations", "pruned"}


@pytest.mark.parametrize("before", range(1, len(MIGRATIONS) + 1))
def test_rows_of_every_earlier_version_are_there_in_the_next(connection: sqlite3.Connection, before: int) -> None:
    migrate(connection, MIGRATIONS[:before])
    event(connection)
    longer = (*MIGRATIONS, NEXT)
    migrate(connection, longer)
    assert version(connection) == len(longer)
    assert connection.execute("SELECT run, time, told, event, text, level FROM events").fetchall() == [
        (1, 2, 3, "move", "x", "info")
    ]
    assert shape(connection) == expected(len(longer), longer)


def test_the_newest_version_is_left_as_it_is(connection: sqlite3.Connection) -> None:
    migrate(connection)
    event(connection)
    changes = connection.total_changes
    migrate(connection)
    assert connection.total_changes == changes


def test_a_step_that_fails_leaves_nothing_of_itself(connection: sqlite3.Connection) -> None:
    migrate(connection)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, (*MIGRATIONS, (*NEXT, "CREATE TABLE events (id)")))
    connection.execute("ROLLBACK")
    assert version(connection) == len(MIGRATIONS)
    assert shape(connection) == expected(len(MIGRATIONS))
