"""A line as collectors of logs pass it on: an object of JSON that has the line as text, its time, and whose it is.

    {"log":"LINE\\n","stream":"stderr","time":"2026-11-22T20:15:23.181601303Z"}         docker, Fluent Bit
    {"line":"LINE","timestamp":"1795378523181601303","labels":{"pod":"speaker-abcde"}}  Loki, Grafana
    {"@timestamp":"..","message":"LINE","kubernetes":{"pod":{"name":"speaker-abcde"}}}  Filebeat, Vector, stern -o json
    {"textPayload":"LINE","timestamp":"..","resource":{"labels":{"pod_name":".."}}}      Google Cloud
    {"__REALTIME_TIMESTAMP":"1795378523181601","MESSAGE":..}                            journald

The order of the keys does not matter, nor what else there is. Times may be whole numbers since 1970, of seconds, or of
thousandths, millionths, milliardths of them: their length tells.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from arpwatch_k8s.logs.reading.wrapped import Wrapped
from arpwatch_k8s.wording.value import JsonValue

TEXTS: Final = ("log", "line", "message", "textPayload", "@message", "MESSAGE", "Line")
OBJECTS: Final = "jsonPayload"
"""Where Google Cloud has a line that is JSON itself, taken apart."""
HINTS: Final = tuple(f'"{name}":' for name in (*TEXTS, OBJECTS))
"""A line without any of these carries none: a cheap look."""
TIMES: Final = ("time", "timestamp", "@timestamp", "__REALTIME_TIMESTAMP", "tsNs", "Time", "date")
HOSTS: Final = (
    ("kubernetes", "pod_name"),
    ("kubernetes", "pod", "name"),
    ("kubernetes.pod.name",),
    ("kubernetes.pod_name",),
    ("resource", "labels", "pod_name"),
    ("labels", "pod"),
    ("fields", "pod"),
    ("podName",),
    ("pod_name",),
    ("pod",),
    ("_HOSTNAME",),
    ("host", "name"),
    ("host.name",),
)
TAGS: Final = (("SYSLOG_IDENTIFIER",), ("_COMM",), ("containerName",), ("kubernetes", "container_name"))
STREAM: Final = "stream"
RUNTIME: Final = frozenset({"log", "stream", "time", "attrs"})
"""What docker's own objects have: there a line that does not end goes on in the next."""
ISO: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d", re.ASCII)
KIBANA: Final = re.compile(r"([A-Z][a-z]{2}) (\d{1,2}), (\d{4}) @ (\d\d:\d\d:\d\d(?:\.\d{1,9})?)", re.ASCII)
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MOST_REMEMBERED: Final = 4096
"""Characters of lines that are remembered as read."""
SECONDS_DIGITS: Final = 10
UNIX_DIGITS: Final = frozenset({10, 13, 16, 19})


def carried(entry: Mapping[str, JsonValue]) -> Wrapped | None:
    """The line that an object carries; None where it carries none."""
    name, text = text_of(entry)
    if text is None:
        return None
    stamp = next((found for key in TIMES if (found := stamp_of(entry.get(key)))), None)
    host = first(entry, HOSTS)
    if stamp is None and host is None and STREAM not in entry:
        return None
    is_part = name == "log" and {"log", "time"} <= entry.keys() <= RUNTIME and not text.endswith("\n")
    return Wrapped(stamp, host, first(entry, TAGS), one_line(text), is_part)


def text_of(entry: Mapping[str, JsonValue]) -> tuple[str, str | None]:
    """The key of the line, and the line; None where there is none."""
    for name in TEXTS:
        value = entry.get(name)
        if isinstance(value, str):
            return name, value
        if name == "MESSAGE" and isinstance(value, list):
            codes = [code for code in value if isinstance(code, int) and 0 <= code < 256]
            return name, bytes(codes).decode("utf-8", errors="replace")
    value = entry.get(OBJECTS)
    return OBJECTS, json.dumps(value, separators=(",", ":")) if isinstance(value, dict) else None


def carrying(line: str) -> Wrapped | None:
    """What a line that is such an object carries; None where it is none."""
    if not any(map(line.__contains__, HINTS)):
        return None
    return read_again(line) if len(line) <= MOST_REMEMBERED else object_of(line)


@lru_cache(maxsize=512)
def read_again(line: str) -> Wrapped | None:
    """What a line carries that several sources are held against, at a file's begin."""
    return object_of(line)


def object_of(line: str) -> Wrapped | None:
    """What a line that is an object carries; None where it is none, or carries none."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return carried(entry) if isinstance(entry, dict) else None


def carrier(found: Wrapped) -> str:
    """The object, in one line, that carries a line; what it is a part of is not kept."""
    entry = {"line": found.line, "timestamp": found.stamp, "pod": found.host, "containerName": found.tag}
    return json.dumps({key: value for key, value in entry.items() if value is not None})


def stamp_of(value: JsonValue) -> str | None:
    """A time as the clock reads it; None where a value is none."""
    if isinstance(value, float):
        value = f"{value:.6f}" if 1e9 <= value < 1e10 else f"{value:.0f}" if 1e12 <= value < 1e13 else ""
    elif isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if 0 <= value < 1 << 64 else ""
    if not isinstance(value, str) or not value.isascii():
        return None
    if value.isdecimal():
        seconds, rest = value[:SECONDS_DIGITS], value[SECONDS_DIGITS:]
        return (f"{seconds}.{rest}" if rest else seconds) if len(value) in UNIX_DIGITS else None
    if found := KIBANA.fullmatch(value):
        month = MONTHS.index(found[1]) + 1 if found[1] in MONTHS else 0
        return f"{found[3]}-{month:02}-{int(found[2]):02} {found[4]}"
    is_unix = value[:SECONDS_DIGITS].isdecimal() and value[SECONDS_DIGITS : SECONDS_DIGITS + 1] == "."
    return value if is_unix or ISO.match(value) else None


def first(entry: Mapping[str, JsonValue], paths: tuple[tuple[str, ...], ...]) -> str | None:
    """The first text at one of several paths; None where there is none."""
    for path in paths:
        value: JsonValue = dict(entry)
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, str) and value:
            return value
    return None


def one_line(text: str) -> str:
    """A message of several lines as one."""
    text = text.rstrip("\r\n")
    return text.replace("\n", " ") if "\n" in text else text
