"""Uptime Kuma's heartbeats: checks of addresses that failed.

Read from its SQLite database (1.x and 2.x; `kuma.db`, with `kuma.db-wal` beside it where Kuma still runs), or from an
export of the same columns as JSON or CSV, which is what 2.x with MariaDB can give:

    SELECT h.time, h.status, h.msg, m.name, m.url, m.hostname, m.port
    FROM heartbeat h JOIN monitor m ON m.id = h.monitor_id

A beat's time is the begin of its check, UTC, with milliseconds. Status 0 is down, 2 is failed with tries left, 1 is up.
Beats of monitors that name no address are nobody's here. 2.x deletes beats of more than a day that changed nothing.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from io import TextIOWrapper
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlsplit

from arpwatch_k8s.errors import InputError
from arpwatch_k8s.logs.details.host import MonitorDown
from arpwatch_k8s.logs.event import Contents, LogEvent, Tally, Went
from arpwatch_k8s.logs.proxies.nginx_error import PORTS
from arpwatch_k8s.logs.reading.blocks import MINUTE_NS
from arpwatch_k8s.logs.source import Clock, LogSource
from arpwatch_k8s.opening import open_now

NAME: Final = "uptime-kuma"
WIDTH_NS: Final = 1_000_000
DOWN, UP, PENDING = "0", "1", "2"
MAGIC: Final = b"SQLite format 3\x00"
COLUMNS: Final = frozenset({"time", "status", "msg"})
PLACES: Final = frozenset({"url", "hostname"})
"""Columns that an export must have: all of the first, one of the second."""
FIELD: Final = re.compile(rb'"(\w+)" ?:')
QUERY: Final = """
    SELECT h.number, h.time, h.status, h.msg, m.name, m.url, m.hostname, m.port
    FROM (SELECT row_number() OVER (ORDER BY id) AS number, * FROM heartbeat) AS h
    JOIN monitor AS m ON m.id = h.monitor_id
    WHERE h.status IN (0, 2)
    ORDER BY h.number
"""
UPS: Final = """
    SELECT substr(h.time, 1, 16) || ':00', '1', count(*), m.name, m.url, m.hostname, m.port
    FROM heartbeat AS h JOIN monitor AS m ON m.id = h.monitor_id
    WHERE h.status = 1
    GROUP BY 1, m.id
"""
NAMES: Final = ("time", "status", "msg", "name", "url", "hostname", "port")
WITHOUT_ZONE: Final = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,9})?")

Beat = Mapping[str, str]
"""One heartbeat and its monitor, by names of columns; `` for what is not there."""


def recognize(head: bytes) -> float:
    """Whether a file that begins so is Kuma's database, or an export of its beats."""
    if head.startswith(MAGIC):
        return float(b"heartbeat" in head and b"monitor" in head)
    if head.lstrip()[:1] == b"[":
        return float(is_export({name.decode() for name in FIELD.findall(head[: 1 << 14])}))
    first = head.split(b"\n", 1)[0].decode("utf-8", errors="replace")
    return float(is_export(set(next(csv.reader([first.strip("\r\ufeff")]), []))) if "," in first else False)


def is_export(columns: set[str]) -> bool:
    """Whether what has these columns is an export of beats."""
    return columns >= COLUMNS and bool(columns & PLACES)


def read(path: Path, clock: Clock) -> Contents:
    """All of a database or export. Nothing is written beside it: a database is read from a copy."""
    with path.open("rb") as file:
        head = file.read(1 << 12)
    try:
        if head.startswith(MAGIC):
            return read_database(path, clock)
        if head.lstrip()[:1] == b"[":
            with suppress(ValueError, RecursionError):
                return contents(enumerate(json_beats(path), 1), clock)
        return contents(enumerate(csv_beats(path), 1), clock)
    except (sqlite3.Error, csv.Error) as error:
        raise InputError(f"{path}: is damaged, or none of Uptime Kuma: {error}", fix="Copy it again.") from error


def read_database(path: Path, clock: Clock) -> Contents:
    """All of a database."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "kuma.db"
        for suffix in ("", "-wal", "-shm"):
            beside = path.with_name(path.name + suffix)
            if beside.is_file():
                shutil.copyfile(beside, copy.with_name(copy.name + suffix))
        with closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True)) as database:
            database.text_factory = lambda text: text.decode("utf-8", errors="replace")
            (number,) = database.execute("SELECT count(*) FROM heartbeat").fetchone()
            failed = ((int(row[0]), beat(row[1:])) for row in database.execute(QUERY))
            told = contents(failed, clock)
            ups: Counter[tuple[int, str]] = Counter()
            for row in database.execute(UPS):
                count(ups, beat(row), clock, int(row[2]))
    return Contents(events=told.events, lines=number, unparsed=told.unparsed, tallies=tallies(ups))


def beat(row: Iterable[object]) -> Beat:
    """A row of a database."""
    return {name: "" if value is None else str(value) for name, value in zip(NAMES, row, strict=True)}


def json_beats(path: Path) -> Iterator[Beat]:
    """The beats of an export."""
    with open_now(path) as file:
        beats = json.load(file)
    for item in beats:
        if isinstance(item, dict):
            yield {str(name): "" if value is None else str(value) for name, value in item.items()}
        else:
            yield {}


def csv_beats(path: Path) -> Iterator[Beat]:
    """The beats of an export."""
    with TextIOWrapper(open_now(path), encoding="utf-8-sig", errors="replace", newline="") as file:
        for row in csv.DictReader(line.replace("\x00", "\ufffd") for line in file):
            yield {name: value for name, value in row.items() if isinstance(name, str) and isinstance(value, str)}


def contents(beats: Iterable[tuple[int, Beat]], clock: Clock) -> Contents:
    """What beats tell, each with its number."""
    events: list[LogEvent] = []
    unparsed: list[tuple[int, str]] = []
    ups: Counter[tuple[int, str]] = Counter()
    last = 0
    for last, one in beats:
        time = time_of(one, clock)
        if time is None or not one.get("status"):
            unparsed.append((last, text_of(one)))
        elif one["status"] in (DOWN, PENDING):
            address, port = place(one)
            if address is not None:
                detail = MonitorDown(
                    address=address,
                    port=port,
                    monitor=one.get("name", ""),
                    message=one.get("msg", ""),
                    is_final=one["status"] == DOWN,
                )
                events.append(
                    LogEvent(time=time, width_ns=WIDTH_NS, source=NAME, line=last, text=text_of(one), detail=detail)
                )
        elif one["status"] == UP:
            count(ups, one, clock, 1)
    return Contents(events=tuple(events), lines=last, unparsed=tuple(unparsed), tallies=tallies(ups))


def count(ups: Counter[tuple[int, str]], one: Beat, clock: Clock, number: int) -> None:
    """Counts beats of one minute that found an address up."""
    time, (address, _) = time_of(one, clock), place(one)
    if time is not None and address is not None:
        ups[time // MINUTE_NS * MINUTE_NS, address] += number


def tallies(ups: Counter[tuple[int, str]]) -> tuple[Tally, ...]:
    """Counts by the minute and address."""
    return tuple(
        Tally(start=start, went=Went.ANSWERED, number=number, address=address)
        for (start, address), number in sorted(ups.items())
    )


def time_of(one: Beat, clock: Clock) -> int | None:
    """When a check began, ns UTC; Kuma writes UTC without saying so."""
    text = one.get("time", "")
    return clock.read(f"{text}Z" if WITHOUT_ZONE.fullmatch(text) else text)


def place(one: Beat) -> tuple[str | None, int | None]:
    """Address and port that a monitor checks; None where it names a host, or nothing of the network."""
    try:
        url = urlsplit(one.get("url", ""))
        if url.hostname:
            return str(ip_address(url.hostname)), url.port or PORTS.get(url.scheme)
        port = one.get("port", "")
        number = int(port) if port.isascii() and port.isdigit() and len(port) < 6 else None
        return str(ip_address(one.get("hostname", "").strip("[]"))), number
    except ValueError:
        return None, None


def text_of(one: Beat) -> str:
    """A beat as a line."""
    return " ".join(f"{name}={one[name]}" for name in NAMES if one.get(name))


SOURCE: Final = LogSource(name=NAME, tells=(MonitorDown,), recognize=recognize, read=read, numbered_by="heartbeat")
