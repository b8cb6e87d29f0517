"""The one writer: rows in, a transaction at a time.

What a transaction wrote is there whatever becomes of the process (WAL, `synchronous` NORMAL); after a loss of power the
last moments may be missing, the file is whole. Where there is no room nothing of a transaction is written: the caller
may try again.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from arpwatch_k8s.past import keeping
from arpwatch_k8s.past.opening import FAULTS, create, for_writing, locked, told
from arpwatch_k8s.past.stations import Sighting

FOR_A_WHILE: Final = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOMEM,
    }
)
"""SQLite's primary codes for what may pass: a full disk, a disk that fails, somebody else's lock."""

Scalar = int | str | None
Values = dict[str, Scalar]


class WriteError(Exception):
    """A transaction could not be written, and left nothing. `passes`: it may be tried again."""

    def __init__(self, why: str, *, passes: bool) -> None:
        super().__init__(why)
        self.passes = passes


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One VIP on one segment."""

    vip: str
    """The address."""

    interface: str
    """The segment."""


class Store:
    """A history that is written. `owner`: user and group that a new file is made for. OutputError: it cannot be used,
    or another watch has it."""

    def __init__(self, path: Path, *, owner: tuple[int, int] | None = None) -> None:
        create(path, owner)
        self._lock = locked(path)
        try:
            self._connection = for_writing(path)
        except BaseException:
            os.close(self._lock)
            raise
        self.run = 0

    def close(self) -> None:
        """Let go of the file, and then of its lock."""
        with suppress(sqlite3.Error):  # what is committed is in the file or beside it: the next to open it goes on
            self._connection.close()
        os.close(self._lock)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is written within, or nothing. WriteError: nothing."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")
        except FAULTS as error:
            self._undo()
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
            raise WriteError(told(error), passes=code & 0xFF in FOR_A_WHILE) from error
        except BaseException:
            self._undo()
            raise

    def _undo(self) -> None:
        """Take back what a transaction began; SQLite has done so itself where it had to."""
        if self._connection.in_transaction:
            with suppress(sqlite3.Error):  # then the disk fails: the next to open the file takes it back
                self._connection.execute("ROLLBACK")

    def known(self) -> Sequence[tuple[str, str, str]]:
        """All stations: VIP, who, track."""
        rows = self._connection.execute("SELECT vip, who, track FROM stations ORDER BY last")
        return [(str(vip), str(who), str(track)) for vip, who, track in rows]

    def begins(self, now: int) -> int:
        """From when on all who held a VIP are remembered, ns UTC."""
        return keeping.begins(self._connection, now)

    def start(self, start: int, *, host: str, interfaces: str, version: str) -> None:
        """A run begins; what one that was killed left open is marked so."""
        execute = self._connection.execute
        execute("UPDATE runs SET killed = 1, end = last WHERE end IS NULL")
        execute("UPDATE incidents SET state = 'left' WHERE state = 'open'")
        execute("UPDATE holdings SET end = max(start, (SELECT end FROM runs WHERE id = run)) WHERE end IS NULL")
        row: Values = {"start": start, "last": start, "host": host, "interfaces": interfaces, "version": version}
        self.run = self._insert("runs", row)

    def alive(self, now: int) -> None:
        """The run goes on."""
        self._connection.execute("UPDATE runs SET last = ? WHERE id = ?", (now, self.run))

    def end(self, end: int) -> None:
        """The run is over, and with it what is open."""
        execute = self._connection.execute
        execute("UPDATE runs SET end = ?, last = ? WHERE id = ?", (end, end, self.run))
        execute("UPDATE incidents SET state = 'left' WHERE state = 'open'")
        execute("UPDATE holdings SET end = max(start, ?) WHERE end IS NULL", (end,))

    def event(self, values: Values) -> None:
        """One thing that was told."""
        self._insert("events", {"run": self.run, **values})

    def incident(self, values: Values) -> None:
        """An incident as it stands now."""
        row = {"run": self.run, **values}
        names = ", ".join(row)
        changed = ", ".join(f"{name} = excluded.{name}" for name in row if name not in ("id", "run"))
        marks = ", ".join("?" * len(row))
        self._connection.execute(
            f"INSERT INTO incidents ({names}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {changed}",
            storable(row),
        )

    def hold(self, place: Place, owners: str, start: int) -> None:
        """Somebody else claims a VIP from now on (`owners`: JSON), or several do in turn."""
        values = storable({"start": start, "run": self.run, "vip": place.vip, "interface": place.interface})
        self._connection.execute(
            "UPDATE holdings SET end = max(start, ?) WHERE end IS NULL AND run = ? AND vip = ? AND interface = ?",
            values,
        )
        row: Values = {
            "run": self.run,
            "vip": place.vip,
            "interface": place.interface,
            "owners": owners,
            "start": start,
        }
        self._insert("holdings", row)

    def step(self, now: int, step_ns: int) -> None:
        """The clock was set: who holds a VIP does so by the old time up to now, and by the new one from now on."""
        execute = self._connection.execute
        (newest,) = execute("SELECT max(id) FROM holdings").fetchone()
        execute(
            "INSERT INTO holdings (run, vip, interface, owners, start) "
            "SELECT run, vip, interface, owners, ? FROM holdings WHERE end IS NULL",
            (now,),
        )
        execute("UPDATE holdings SET end = max(start, ?) WHERE end IS NULL AND id <= ?", (now - step_ns, newest or 0))

    def saw(self, sighting: Sighting) -> None:
        """Somebody held a VIP: when that was seen first, and last."""
        if sighting.who is None:
            return
        row: Values = {
            "vip": sighting.vip,
            "who": sighting.who,
            "track": sighting.track,
            "interface": sighting.interface,
            "mac": sighting.mac,
            "node": sighting.node,
            "first": sighting.first,
            "last": sighting.last,
        }
        self._connection.execute(
            f"INSERT INTO stations ({', '.join(row)}) VALUES ({', '.join('?' * len(row))}) "
            "ON CONFLICT (vip, who, track) DO UPDATE SET interface = excluded.interface, mac = excluded.mac, "
            "node = coalesce(excluded.node, node), first = min(first, excluded.first), last = max(last, excluded.last)",
            storable(row),
        )

    def prune(self, before: int) -> int:
        """Let go of what is older than a time (ns UTC), and of what is too much; how many rows."""
        return keeping.prune(self._connection, before)

    def _insert(self, table: str, row: Values) -> int:
        """One more row; its number."""
        marks = ", ".join("?" * len(row))
        done = self._connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", storable(row))
        return done.lastrowid or 0


def storable(row: Values) -> tuple[Scalar, ...]:
    """Values as SQLite takes them: what cannot be UTF-8 (names come from files, paths are bytes) becomes escapes."""
    return tuple(
        value.encode(errors="backslashreplace").decode() if isinstance(value, str) else value for value in row.values()
    )
