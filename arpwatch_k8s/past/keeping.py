"""What is let go of: rows older than they are kept, and the oldest of a table that has too many.

A part at a time, so that no statement takes long. What is let go of is counted, with the newest time among it: from
then on "never seen before" is said of what is left.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Final

DAY_NS: Final = 86_400_000_000_000
KEEP_DAYS: Final = 400
"""A year, and a month to compare it with."""
PART: Final = 10_000
"""Rows of a table that are let go of at once, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What of a table is kept."""

    name: str
    """The table."""

    time: str
    """The time by which a row is old, in SQL."""

    most: int
    """Rows, at most."""

    only: str = "TRUE"
    """Which rows may be let go of, in SQL."""


KEPT: Final = (
    Kept(name="events", time="told", most=500_000),
    Kept(name="incidents", time="end", most=100_000, only="state <> 'open'"),
    Kept(name="holdings", time="coalesce(end, start)", most=200_000, only="end IS NOT NULL"),
    Kept(name="stations", time="last", most=65_536),
    Kept(name="runs", time="last", most=10_000, only="end IS NOT NULL"),
)
"""Half a million events are some 300 MiB."""


def prune(connection: sqlite3.Connection, before: int) -> int:
    """Let go of what is older than `before` (ns UTC), and of what is too much; how many rows. Within a transaction of
    the caller's."""
    gone = 0
    for kept in KEPT:
        (rows,) = connection.execute(f"SELECT count(*) FROM {kept.name}").fetchone()
        gone += let_go(connection, kept, max(rows - kept.most, 0), before)
    return gone


def let_go(connection: sqlite3.Connection, kept: Kept, over: int, before: int) -> int:
    """Rows of one table: `over` too many, and those before a time; how many went."""
    (old,) = connection.execute(
        f"SELECT count(*) FROM {kept.name} WHERE {kept.time} < ? AND {kept.only}", (before,)
    ).fetchone()
    count = min(max(over, old), PART)
    if not count:
        return 0
    oldest = f"SELECT rowid FROM {kept.name} WHERE {kept.only} ORDER BY {kept.time}, rowid LIMIT ?"
    (until,) = connection.execute(
        f"SELECT max({kept.time}) FROM {kept.name} WHERE rowid IN ({oldest})", (count,)
    ).fetchone()
    gone = connection.execute(f"DELETE FROM {kept.name} WHERE rowid IN ({oldest})", (count,)).rowcount
    connection.execute(
        "INSERT INTO pruned VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE "
        "SET rows = rows + excluded.rows, until = max(until, excluded.until)",
        (kept.name, gone, until or 0),
    )
    return gone


def begins(connection: sqlite3.Connection, now: int) -> int:
    """From when on all who held a VIP are remembered, ns UTC; `now` where there is no run yet."""
    (first,) = connection.execute("SELECT min(start) FROM runs").fetchone()
    (until,) = connection.execute("SELECT max(until) FROM pruned WHERE name IN ('stations', 'runs')").fetchone()
    return max(now if first is None else int(first), 0 if until is None else int(until))
