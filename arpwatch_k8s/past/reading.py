"""A history read: incidents, moves, contests, findings, holdings and stations of some VIPs in a span."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.evidence.addresses import canonical
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.past.opening import DAMAGED, for_reading
from arpwatch_k8s.past.records import Held, History, Holding, PastEvent, PastIncident, Run, Standing, Station
from arpwatch_k8s.wording.value import JsonValue

MOST: Final = 20_000
"""Rows of each kind that are read, the newest."""
CLAIMED: Final = Track.CLAIMED.value
MOVES: Final = ("owner", "move", "contest", "contest_over", "new_station")
FINDINGS: Final = ("finding", "withdrawn")
BEGINNING, END_OF_TIME = -(2**63), 2**63 - 1
INCIDENT: Final = (
    "id, vip, interface, start, end, attempts, failed, moves, contests, outages, outage_least_ns, outage_ns, vain, "
    "cost, rule, severity, confidence, summary, remedy, state, ending"
)


def read(
    path: Path, *, vips: Sequence[str] = (), start: int | None = None, end: int | None = None, most: int = MOST
) -> History:
    """What a file says of `vips` (all, where none is named) in [start, end], ns UTC; without either end from its first
    run on, and up to the last. InputError: it cannot be read, or is no history;
    UsageError: a VIP is no address."""
    wanted = tuple(dict.fromkeys(map(address, vips)))
    with for_reading(path) as connection:
        try:
            return Reading(connection, wanted, most).history(path, start, end)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise InputError(f"{path}: damaged ({type(error).__name__} in a row)", fix=DAMAGED) from error


def address(vip: str) -> str:
    """A VIP as tables have it. UsageError: it is no address."""
    found = canonical(vip)
    if found is None:
        raise UsageError(f"VIP {vip[:60]!r} is no address", fix="Give an IPv4 or IPv6 address.")
    return found


class Reading:
    """One reading. `vips`: as SQL compares them, canonical; none: all."""

    def __init__(self, connection: sqlite3.Connection, vips: Sequence[str], most: int) -> None:
        self._connection = connection
        self._vips = tuple(vips)
        self._most = most
        self._left_out: dict[str, int] = {}

    def history(self, path: Path, start: int | None, end: int | None) -> History:
        """All of it."""
        runs = self._runs()
        every = tuple(runs.values())
        first = min((run.start for run in every), default=0) if start is None else start
        last = max((run.until for run in every), default=first) if end is None else end
        lower, upper = BEGINNING if start is None else start, END_OF_TIME if end is None else end
        holdings = self._holdings(runs, lower, upper)
        pruned = self._connection.execute("SELECT name, rows FROM pruned").fetchall()
        return History(
            path=str(path),
            start=first,
            end=last,
            begins=min((run.start for run in every), default=None),
            runs=tuple(run for run in every if run.start <= upper and run.until >= lower),
            incidents=self._incidents(lower, upper),
            moves=self._events("moves", MOVES, lower, upper),
            findings=self._events("findings", FINDINGS, lower, upper),
            holdings=holdings,
            stations=self._stations(holdings, lower, upper),
            left_out=self._left_out,
            pruned={str(name): int(rows) for name, rows in pruned},
        )

    def _rows(self, kind: str, columns: str, table: str, where: str, values: Sequence[int | str], by: str) -> list[Row]:
        """The newest rows of a table about the VIPs, oldest first; those that find no room are counted."""
        about = f" AND vip IN ({', '.join('?' * len(self._vips))})" if self._vips else ""
        given = (*values, *self._vips)
        (count,) = self._connection.execute(f"SELECT count(*) FROM {table} WHERE {where}{about}", given).fetchone()
        if count > self._most:
            self._left_out[kind] = count - self._most
        statement = f"SELECT {columns} FROM {table} WHERE {where}{about} ORDER BY {by} DESC, rowid DESC LIMIT ?"
        return list(reversed(self._connection.execute(statement, (*given, self._most)).fetchall()))

    def _runs(self) -> dict[int, Run]:
        """All runs that are kept, by number: their number is bounded where they are written."""
        rows = self._connection.execute(
            "SELECT id, start, end, last, killed, host, interfaces, version FROM runs "
            "ORDER BY start DESC, id DESC LIMIT ?",
            (MOST,),
        ).fetchall()
        return {
            int(number): Run(
                start=int(start),
                end=None if end is None else int(end),
                last=int(last),
                killed=bool(killed),
                host=str(host),
                interfaces=tuple(str(name) for name in json.loads(str(interfaces))),
                version=str(version),
            )
            for number, start, end, last, killed, host, interfaces, version in reversed(rows)
        }

    def _incidents(self, start: int, end: int) -> tuple[PastIncident, ...]:
        rows = self._rows("incidents", INCIDENT, "incidents", "start <= ? AND end >= ?", (end, start), "start")
        return tuple(map(incident, rows))

    def _events(self, kind: str, events: Sequence[str], start: int, end: int) -> tuple[PastEvent, ...]:
        marks = ", ".join("?" * len(events))
        where = f"time <= ? AND time >= ? AND event IN ({marks})"
        columns = "time, told, event, vip, interface, text, details"
        return tuple(map(event, self._rows(kind, columns, "events", where, (end, start, *events), "time")))

    def _holdings(self, runs: dict[int, Run], start: int, end: int) -> tuple[Holding, ...]:
        """Those that reach into the span, cut to it; one that is not over lasts as long as its run is known to."""
        columns = "run, vip, interface, owners, start, end"
        where = "start <= ? AND coalesce(end, ?) >= ?"
        found: list[Holding] = []
        for run, vip, interface, owners, began, ended in self._rows(
            "holdings", columns, "holdings", where, (end, END_OF_TIME, start), "start"
        ):
            ran = runs.get(number(run))
            lasts = number(began) if ran is None else ran.until
            over = lasts if ended is None else number(ended)
            holding = Holding(
                vip=str(vip),
                interface=str(interface),
                owners=tuple(station(owner) for owner in json.loads(str(owners))),
                start=max(number(began), start),
                end=min(over, end),
            )
            if holding.end >= holding.start:
                found.append(holding)
        return tuple(found)

    def _stations(self, holdings: Iterable[Holding], start: int, end: int) -> tuple[Held, ...]:
        """Those that were seen in the span, and for how long each claimed in it."""
        held: dict[tuple[str, str | None], int] = {}
        for holding in holdings:
            if len(holding.owners) == 1:
                key = holding.vip, holding.owners[0].who
                held[key] = held.get(key, 0) + holding.end - holding.start
        columns = "vip, interface, track, mac, node, first, last"
        rows = self._rows("stations", columns, "stations", "first <= ? AND last >= ?", (end, start), "last")
        found = []
        for vip, interface, track, mac, node, first, last in rows:
            who = known(text(mac), text(node))
            found.append(
                Held(
                    vip=str(vip),
                    interface=str(interface),
                    track=str(track),
                    station=who,
                    first=number(first),
                    last=number(last),
                    held_ns=held.get((str(vip), who.who), 0) if track == CLAIMED else None,
                )
            )
        return tuple(sorted(found, key=lambda one: (one.vip, one.track != CLAIMED, one.track, one.first)))


Row = tuple[int | str | None, ...]


def station(said: dict[str, JsonValue]) -> Station:
    """An owner as a holding has it."""
    return known(text(said["mac"]), text(said["node"]))


def known(mac: str | None, node: str | None) -> Station:
    """A station. ValueError: its MAC is none."""
    if mac is not None:
        parse_mac(mac)
    return Station(mac=mac, node=node)


def number(value: int | str | None) -> int:
    """A number. TypeError, ValueError: a row of a table that is ours has none there."""
    if value is None:
        raise TypeError("a number is missing")
    return int(value)


def text(value: JsonValue) -> str | None:
    """A text, or None."""
    return None if value is None else str(value)


def incident(row: Row) -> PastIncident:
    """A row of `INCIDENT`."""
    (id_, vip, interface, *numbers, cost, rule, severity, confidence, summary, remedy, state, ending) = row
    start, end, attempts, failed, moves, contests, outages, least, most, vain = map(number, numbers)
    return PastIncident(
        id=str(id_),
        vip=str(vip),
        interface=str(interface),
        start=start,
        end=end,
        attempts=attempts,
        failed=failed,
        moves=moves,
        contests=contests,
        outages=outages,
        outage_least_ns=least,
        outage_ns=most,
        vain=vain,
        cost=str(cost),
        rule=text(rule),
        severity=Severity.INFO if severity is None else Severity(str(severity)),
        confidence=None if confidence is None else Confidence(str(confidence)),
        summary=text(summary),
        remedy=text(remedy),
        standing=Standing(str(state)),
        ending=text(ending),
    )


def event(row: Row) -> PastEvent:
    """A row of events."""
    time, told, name, vip, interface, words, details = row
    said = json.loads(str(details))
    if not isinstance(said, dict):
        raise ValueError("details of an event are no object")
    return PastEvent(
        time=number(time),
        told=number(told),
        event=str(name),
        vip=text(vip),
        interface=text(interface),
        text=str(words),
        details=said,
    )
