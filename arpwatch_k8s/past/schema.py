"""The tables, by version: `PRAGMA user_version` says how many of the migrations a file has been through.

What is shipped once does not change any more: a change of the tables is one more migration at the end. All tables are
STRICT. Times are ns UTC; `before`, `now`, `owners`, `frames`, `interfaces` and `details` are JSON.

- runs: a watch from its start to its end; `last` is when it was last known to run
- events: all that was told, in the order in which it was
- incidents: one row each, as it was told last; `state` is open, resolved, or left: its watch ended before it did
- holdings: who claimed a VIP from when to when, several where they fought for it; without an end, up to its run's
- stations: who was ever seen to hold a VIP, by track; `who` is a MAC, or a node's name where that is all that is known
- pruned: how many rows of a table were let go of, and the newest time among them
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

APPLICATION: Final = 0x61727077
"""`PRAGMA application_id` of our files: "arpw"."""

FIRST: Final = (
    """CREATE TABLE runs (
    id INTEGER PRIMARY KEY, start INTEGER NOT NULL, last INTEGER NOT NULL, end INTEGER, host TEXT NOT NULL,
    interfaces TEXT NOT NULL, version TEXT NOT NULL, killed INTEGER NOT NULL DEFAULT 0
) STRICT""",
    """CREATE TABLE events (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL, time INTEGER NOT NULL, told INTEGER NOT NULL, event TEXT NOT NULL,
    vip TEXT, interface TEXT, text TEXT NOT NULL, details TEXT NOT NULL
) STRICT""",
    "CREATE INDEX events_by_time ON events (time)",
    """CREATE TABLE incidents (
    id TEXT PRIMARY KEY, run INTEGER NOT NULL, vip TEXT NOT NULL, interface TEXT NOT NULL, start INTEGER NOT NULL,
    end INTEGER NOT NULL, told INTEGER NOT NULL, attempts INTEGER NOT NULL, failed INTEGER NOT NULL,
    moves INTEGER NOT NULL, contests INTEGER NOT NULL, outages INTEGER NOT NULL, outage_least_ns INTEGER NOT NULL,
    outage_ns INTEGER NOT NULL, vain INTEGER NOT NULL, before TEXT NOT NULL, now TEXT NOT NULL, cost TEXT NOT NULL,
    rule TEXT, severity TEXT, confidence TEXT, summary TEXT, remedy TEXT, frames TEXT NOT NULL, state TEXT NOT NULL,
    ending TEXT
) STRICT""",
    "CREATE INDEX incidents_by_time ON incidents (start)",
    """CREATE TABLE holdings (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL, vip TEXT NOT NULL, interface TEXT NOT NULL, owners TEXT NOT NULL,
    start INTEGER NOT NULL, end INTEGER
) STRICT""",
    "CREATE INDEX holdings_by_time ON holdings (start)",
    "CREATE INDEX holdings_open ON holdings (run, vip, interface) WHERE end IS NULL",
    """CREATE TABLE stations (
    vip TEXT NOT NULL, who TEXT NOT NULL, track TEXT NOT NULL, interface TEXT NOT NULL, mac TEXT, node TEXT,
    first INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (vip, who, track)
) STRICT""",
    "CREATE TABLE pruned (name TEXT PRIMARY KEY, rows INTEGER NOT NULL, until INTEGER NOT NULL) STRICT",
)

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (FIRST,)
"""What makes a file of version n one of version n + 1, statement by statement, for each n from 0 on."""

Shape = frozenset[tuple[str, str]]
"""Tables and indexes: what each is, and the statement that makes it."""


def migrate(connection: sqlite3.Connection, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> None:
    """Bring a file up to the newest version, each step in a transaction of its own: one that is killed in it has made
    none of it. The connection commits by itself (`isolation_level` None)."""
    for number in range(version(connection), len(migrations)):
        connection.execute("BEGIN IMMEDIATE")
        for statement in migrations[number]:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute("COMMIT")


def version(connection: sqlite3.Connection) -> int:
    """How many migrations a file has been through."""
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    return int(number)


def shape(connection: sqlite3.Connection) -> Shape:
    """What a file consists of; SQLite's own indexes, which no statement makes, are left out."""
    rows = connection.execute("SELECT type, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return frozenset((str(kind), str(statement)) for kind, statement in rows)


def expected(number: int, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> Shape:
    """What a file of a version consists of."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(connection, migrations[:number])
        return shape(connection)
    finally:
        connection.close()
