"""What stands around a log's line: stamps and names that kubectl, container runtimes, journald, syslog and stern add.

    2026-11-22T20:15:23.181601303Z LINE                      kubectl logs --timestamps, or a user's own stamp
    [pod/speaker-abcde/speaker] LINE                         kubectl logs --prefix
    2026-11-22T20:15:23.181601303+09:00 stderr F LINE        a CRI runtime's file; P: a part, the next one continues it
    {"log":"LINE\\n","stream":"stderr","time":"2026-..Z"}     docker's json-file
    {"__REALTIME_TIMESTAMP":"1795378523181601","MESSAGE":..} journalctl -o json; MESSAGE may be an array of bytes
    2026-11-22T20:15:23.181601+00:00 node1 kubelet[7]: LINE  rsyslog, journalctl -o short-iso-precise
    Nov 22 20:15:23 node1 kubelet[7]: LINE                   syslog, journalctl: no year, no zone
    speaker-abcde speaker LINE                               stern; [speaker-abcde] LINE: kubetail

Wrappers stand in each other, and colors anywhere. A line that is nothing but a time is no wrapper.
"""

from __future__ import annotations

import json
import re
from typing import Final, NamedTuple

DEPTH: Final = 4
"""Wrappers in each other: docker's file in a CRI's, with a prefix and a user's stamp."""
ESCAPE: Final = "\x1b"
COLORS: Final = re.compile(r"\x1b\[[0-9;:]{0,32}[A-Za-z]")
DATED: Final = re.compile(
    r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d)(?= ))?) "
    r"(?!(?:Z|UTC|[+-]\d\d:?\d\d)?\s*$)",
    re.ASCII,
)
UNIX: Final = re.compile(r"(\d{10}\.\d{1,9}) (?=.*\S)", re.ASCII)
CRI: Final = re.compile(r"(?:stdout|stderr) ([FP])(?::\S*)?(?: |$)")
MONTHS: Final = frozenset(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"])
YEARLESS: Final = re.compile(r"([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?) (?=.*\S)", re.ASCII)
PRIORITY: Final = re.compile(r"<\d{1,3}>(?:1 )?", re.ASCII)
ORIGIN: Final = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9._-]{0,252}) ([A-Za-z(][^\s:\[\]]{0,127})(?:\[\d{1,10}\])?:(?: |$)", re.ASCII
)
"""Host and program of syslog."""
MODERN: Final = re.compile(r"(\S{1,255}) ([^\s:]{1,48}) \S{1,128} \S{1,32} (?:-|\[[^\]]*\]) ?\ufeff?", re.ASCII)
"""Host and program of RFC 5424, 6.2 and 6.3, with one structured element at most."""
POD: Final = re.compile(r"\[pod/([^/\]\s]{1,253})/([^\]\s]{1,253})\] ?")
DIALECT: Final = r"""(?=\{"|time=|level=|[IWEF]\d{4} \d\d:|\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:)"""
"""How the lines begin that stern's and kubetail's prefixes are known by."""
KUBETAIL: Final = re.compile(r"\[([a-z0-9][a-z0-9.-]{0,252})(?: ([a-z0-9-]{1,63}))?\] " + DIALECT)
STERN: Final = re.compile(r"(?:[a-z0-9-]{1,63} )?([a-z0-9][a-z0-9.-]{0,252}) (?:› )?([a-z0-9-]{1,63}) " + DIALECT)
DOCKER: Final = '{"log":"'
JOURNAL: Final = '"__REALTIME_TIMESTAMP"'
DIGITS: Final = frozenset("0123456789")
POD_FILE: Final = re.compile(
    r"(?:^|/)([a-z0-9][a-z0-9.-]{0,252})_[a-z0-9-]{1,63}_[a-z0-9-]{1,63}-[0-9a-f]{64}\.log[^/]*$"
    r"|/[a-z0-9-]{1,63}_([a-z0-9][a-z0-9.-]{0,252})_[0-9a-f-]{32,36}/[a-z0-9-]{1,63}/\d{1,9}\.log[^/]*$"
)
"""A kubelet's: /var/log/containers/POD_NAMESPACE_CONTAINER-ID.log, /var/log/pods/NAMESPACE_POD_UID/CONTAINER/0.log."""
FINE_DIGITS: Final = 6
"""journald and rsyslog write microseconds; finer stamps are a container runtime's, and no host's name follows."""


class Wrapped(NamedTuple):
    """A line without what stood around it."""

    stamp: str | None
    """The wrapper's time as text; None where it has none."""
    host: str | None
    """The pod's or the host's name; None where there is none."""
    tag: str | None
    """The container's or the program's name; None where there is none."""
    line: str
    """The line inside."""
    is_part: bool
    """Whether the next line of its host continues it."""


def pod_of(path: str) -> str | None:
    """The pod whose log a file is by its name; None where that is no name of a kubelet's."""
    found = POD_FILE.search(path)
    return None if found is None else found[1] or found[2]


def unwrap(line: str) -> Wrapped | None:
    """A line without all that stands around it; None where nothing does."""
    found: Wrapped | None = None
    if ESCAPE in line:
        found = Wrapped(None, None, None, COLORS.sub("", line), False)
    for _ in range(DEPTH):
        inner = layer(line if found is None else found.line)
        if inner is None:
            break
        found = inner if found is None else within(found, inner)
    return found


def within(outer: Wrapped, inner: Wrapped) -> Wrapped:
    """A wrapper in another: the inner's stamp is the nearer, unless it names no zone while the outer has a stamp."""
    is_whole = inner.stamp is not None and (outer.stamp is None or inner.stamp[-1] == "Z" or "T" in inner.stamp)
    return Wrapped(
        inner.stamp if is_whole else outer.stamp,
        outer.host or inner.host,
        outer.tag or inner.tag,
        inner.line,
        outer.is_part or inner.is_part,
    )


def layer(line: str) -> Wrapped | None:
    """A line without its outermost wrapper; None where it has none."""
    first = line[:1]
    if first == "{":
        return of_json(line)
    if first in DIGITS:
        return stamped(line)
    if first == "[":
        pod = POD.match(line) or KUBETAIL.match(line)
        return None if pod is None else Wrapped(None, pod[1], pod[2], line[pod.end() :], False)
    if first == "<":
        priority = PRIORITY.match(line)
        return None if priority is None else layer(line[priority.end() :])
    if line[:3] in MONTHS:
        found = YEARLESS.match(line)
        return None if found is None else from_origin(found[1], line[found.end() :])
    pod = STERN.match(line) if first.islower() else None
    return None if pod is None else Wrapped(None, pod[1], pod[2], line[pod.end() :], False)


def stamped(line: str) -> Wrapped | None:
    """A line without the time before it, and what may follow that: a runtime's marks, or a host's name."""
    found = DATED.match(line) if line[4:5] == "-" else UNIX.match(line)
    if found is None:
        return None
    stamp, rest = found[1], line[found.end() :]
    if stream := CRI.match(rest):
        return Wrapped(stamp, None, None, rest[stream.end() :], stream[1] == "P")
    digits = stamp.partition(".")[2].rstrip("Z")
    if len(digits) > FINE_DIGITS and digits.isdigit():
        return Wrapped(stamp, None, None, rest, False)
    return from_origin(stamp, rest)


def from_origin(stamp: str, rest: str) -> Wrapped:
    """What follows a stamp, without the names of host and program where they are there."""
    origin = ORIGIN.match(rest) or (MODERN.match(rest) if " - " in rest[:512] else None)
    if origin is None:
        return Wrapped(stamp, None, None, rest, False)
    return Wrapped(stamp, origin[1], origin[2].strip("()"), rest[origin.end() :], False)


def of_json(line: str) -> Wrapped | None:
    """A line out of docker's or journald's JSON."""
    is_docker = line.startswith(DOCKER)
    if not is_docker and JOURNAL not in line:
        return None
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return of_docker(entry) if is_docker else of_journal(entry)


def of_docker(entry: dict[str, object]) -> Wrapped | None:
    """A line of docker's json-file."""
    text, time = entry.get("log"), entry.get("time")
    if not isinstance(text, str) or not isinstance(time, str):
        return None
    return Wrapped(time, None, None, one_line(text.rstrip("\r\n")), not text.endswith("\n"))


def of_journal(entry: dict[str, object]) -> Wrapped | None:
    """A line of journalctl -o json."""
    message, time = entry.get("MESSAGE"), entry.get("__REALTIME_TIMESTAMP")
    if isinstance(message, list):
        values = [value for value in message if isinstance(value, int) and 0 <= value < 256]
        message = bytes(values).decode("utf-8", errors="replace")
    if not isinstance(message, str) or not isinstance(time, str) or not (time.isascii() and time.isdigit()):
        return None
    host, tag = entry.get("_HOSTNAME"), entry.get("SYSLOG_IDENTIFIER") or entry.get("_COMM")
    return Wrapped(
        f"{time[:-6]}.{time[-6:]}",
        host if isinstance(host, str) else None,
        tag if isinstance(tag, str) else None,
        one_line(message),
        False,
    )


def one_line(text: str) -> str:
    """A message of several lines as one."""
    return text.replace("\n", " ") if "\n" in text else text
