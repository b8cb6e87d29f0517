"""What stands around a log's line: stamps and names that kubectl, container runtimes, journald, syslog and stern add.

    2026-11-22T20:15:23.181601303Z LINE                      kubectl logs --timestamps, or a user's own stamp
    [pod/speaker-abcde/speaker] LINE                         kubectl logs --prefix
    2026-11-22T20:15:23.181601303+09:00 stderr F LINE        a CRI runtime's file; P: a part, the next one continues it
    {"log":"LINE\\n","stream":"stderr","time":"2026-..Z"}     docker's json-file, and others (`collectors.py`)
    2026-11-22T20:15:23.181601+00:00 node1 kubelet[7]: LINE  rsyslog, journalctl -o short-iso-precise
    Nov 22 20:15:23 node1 kubelet[7]: LINE                   syslog, journalctl: no year, no zone
    Sun 2026-11-22 20:15:23 UTC node1 kubelet[7]: LINE       journalctl -o short-full, -o with-unit
    speaker-abcde speaker LINE                               stern; [speaker-abcde] LINE: kubetail
    speaker-1  | LINE                                        docker compose
    2026-11-22T20:15:23Z {app="metallb", pod="a"} LINE       logcli;  `STAMP<tab>LINE`: Grafana

Wrappers stand in each other, and colors anywhere. A line that is nothing but a time is no wrapper.
"""

from __future__ import annotations

import re
from typing import Final

from arpwatch_k8s.logs.reading.collectors import carrying
from arpwatch_k8s.logs.reading.wrapped import Wrapped
from arpwatch_k8s.logs.zone_names import OFFSETS

DEPTH: Final = 4
"""Wrappers in each other: docker's file in a CRI's, with a prefix and a user's stamp."""
ESCAPE: Final = "\x1b"
COLORS: Final = re.compile(r"\x1b\[[0-9;:]{0,32}[A-Za-z]")
DATED: Final = re.compile(
    r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d)(?=[ \t]))?)[ \t]"
    r"(?!(?:Z|UTC|[+-]\d\d:?\d\d)?\s*$)",
    re.ASCII,
)
UNIX: Final = re.compile(r"(\d{10}\.\d{1,9}) (?=.*\S)", re.ASCII)
CRI: Final = re.compile(r"(?:stdout|stderr) ([FP])(?::\S*)?(?: |$)")
MONTHS: Final = frozenset(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"])
YEARLESS: Final = re.compile(r"([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?) (?=.*\S)", re.ASCII)
PRIORITY: Final = re.compile(r"<\d{1,3}>", re.ASCII)
ORIGIN: Final = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9._-]{0,252}) ([A-Za-z(][^\s:\[\]]{0,127})(?:\[\d{1,10}\])?:(?: |$)", re.ASCII
)
"""Host and program of syslog."""
MODERN: Final = re.compile(
    r"(?:<\d{1,3}>)?1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)) (\S{1,255}) (\S{1,48}) "
    r'\S{1,128} \S{1,32} (?:-|(?:\[(?:[^\]"]|"(?:[^"\\]|\\.)*+")*+\])++)(?: \ufeff?|$)',
    re.ASCII | re.DOTALL,
)
"""Stamp, host and program of RFC 5424, 6.2 and 6.3."""
NIL: Final = "-"
OTHERWISE: Final = frozenset("{<1")
"""How lines begin that hold one of syslog in another form: JSON, a priority, a version or Unix seconds."""
NAMELESS: Final = "localhost"
"""What stands in a host's place where none is named."""
FULL: Final = re.compile(
    r"[A-Z][a-z]{2} (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?) ([A-Z]{2,5}|[+-]\d\d(?:\d\d)?) (?=.*\S)", re.ASCII
)
MONOTONIC: Final = re.compile(
    r"\[ {0,8}\d{1,9}\.\d{6}\] ([A-Za-z0-9][\w.-]{0,252}) ([^\s:\[\]]{1,127})\[\d{1,10}\]: ", re.ASCII
)
"""journalctl -o short-monotonic: seconds since the start, which are no time."""
REMARK: Final = re.compile(
    r"-- (?:Logs begin at|Journal begins at|Boot [0-9a-f]{32}|Reboot|No entries)\b[^\n]{0,200}--$"
)
"""What journalctl says itself."""
DAYS: Final = frozenset(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
LABELS: Final = re.compile(r'\{(?:[A-Za-z_]\w{0,200}="(?:[^"\\]|\\.)*+"(?:, ?)?)++\} ')
POD_LABEL: Final = re.compile(r'[{ ,]pod="([^"]{1,253})"')
TAGGED: Final = re.compile(r"[\w.*-]{1,500}\t(?=\{)")
"""fluentd's file: stamp, tag and object, with tabs between."""
COMPOSE: Final = re.compile(r"([a-z0-9][a-z0-9_.-]{0,127}) {1,64}\| (?![A-Z!]{2,20} (?:\||=>))")
"""docker compose; Ansible's headings are no such line."""
POD: Final = re.compile(r"\[pod/([^/\]\s]{1,253})/([^\]\s]{1,253})\] ?")
DIALECT: Final = r"""(?=\{"|time=|level=|[IWEF]\d{4} \d\d:|\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:)"""
"""How the lines begin that stern's and kubetail's prefixes are known by."""
KUBETAIL: Final = re.compile(r"\[([a-z0-9][a-z0-9.-]{0,252})(?: ([a-z0-9-]{1,63}))?\] " + DIALECT)
STERN: Final = re.compile(r"(?:[a-z0-9-]{1,63} )?([a-z0-9][a-z0-9.-]{0,252}) (?:› )?([a-z0-9-]{1,63}) " + DIALECT)
ALONE: Final = re.compile(r"([a-z0-9][a-z0-9.-]{0,252}) " + DIALECT)
"""A pod's or a container's name: `aws logs tail`, k9s. With a hyphen it is a pod's."""
DIGITS: Final = frozenset("0123456789")
POD_FILE: Final = re.compile(
    r"(?:^|/)([a-z0-9][a-z0-9.-]{0,252})_[a-z0-9-]{1,63}_[a-z0-9-]{1,63}-[0-9a-f]{64}\.log[^/]*$"
    r"|/[a-z0-9-]{1,63}_([a-z0-9][a-z0-9.-]{0,252})_[0-9a-f-]{32,36}/[a-z0-9-]{1,63}/\d{1,9}\.log[^/]*$"
)
"""A kubelet's: /var/log/containers/POD_NAMESPACE_CONTAINER-ID.log, /var/log/pods/NAMESPACE_POD_UID/CONTAINER/0.log."""
FINE_DIGITS: Final = 6
"""journald and rsyslog write microseconds; finer stamps are a container runtime's, and no host's name follows."""


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


def of_program(line: str) -> Wrapped | None:
    """A line of a host's program that journald, a collector or RFC 5424 has in another form than syslog; else None."""
    if line[:1] not in OTHERWISE and line[:3] not in DAYS:
        return None
    found = unwrap(line)
    return None if found is None or found.stamp is None or found.tag is None else found


def as_syslog(found: Wrapped) -> str:
    """A line of a host's program as syslog writes it."""
    return f"{found.stamp} {found.host or NAMELESS} {found.tag}: {found.line}"


def layer(line: str) -> Wrapped | None:
    """A line without its outermost wrapper; None where it has none."""
    first = line[:1]
    if first == "{":
        return carrying(line)
    if first in DIGITS:
        return modern(line) if line[1:2] == " " else stamped(line)
    if first == "[":
        pod = POD.match(line) or KUBETAIL.match(line) or MONOTONIC.match(line)
        return None if pod is None else Wrapped(None, pod[1], pod[2], line[pod.end() :], False)
    if first == "<":
        priority = PRIORITY.match(line)
        return None if priority is None else modern(line) or layer(line[priority.end() :])
    if first == "-":
        return Wrapped(None, None, None, "", False) if REMARK.match(line) else None
    if line[:3] in MONTHS:
        found = YEARLESS.match(line)
        return None if found is None else from_origin(found[1], line[found.end() :])
    if line[:3] in DAYS:
        found = FULL.match(line)
        return None if found is None else from_origin(in_zone(found[1], found[2]), line[found.end() :])
    return named(line) if first.islower() else None


def named(line: str) -> Wrapped | None:
    """A line without the names of a pod and a container, or a service, in front of it."""
    if pod := COMPOSE.match(line):
        return Wrapped(None, pod[1], None, line[pod.end() :], False)
    if pod := STERN.match(line):
        return Wrapped(None, pod[1], pod[2], line[pod.end() :], False)
    if pod := ALONE.match(line):
        is_pod = "-" in pod[1]
        return Wrapped(None, pod[1] if is_pod else None, None if is_pod else pod[1], line[pod.end() :], False)
    return None


def modern(line: str) -> Wrapped | None:
    """A line of RFC 5424; None where it is none."""
    found = MODERN.match(line)
    if found is None:
        return None
    host, tag = (None if name == NIL else name for name in (found[2], found[3]))
    return Wrapped(found[1], host, tag, line[found.end() :], False)


def stamped(line: str) -> Wrapped | None:
    """A line without the time before it, and what may follow that: a runtime's marks, or a host's name."""
    found = DATED.match(line) if line[4:5] == "-" else UNIX.match(line)
    if found is None:
        return None
    stamp, rest = found[1], line[found.end() :]
    if stream := CRI.match(rest):
        return Wrapped(stamp, None, None, rest[stream.end() :], stream[1] == "P")
    if labels := LABELS.match(rest):
        pod = POD_LABEL.search(labels[0])
        return Wrapped(stamp, pod[1] if pod else None, None, rest[labels.end() :], False)
    if tagged := TAGGED.match(rest):
        return Wrapped(stamp, None, None, rest[tagged.end() :], False)
    digits = stamp.partition(".")[2].rstrip("Z")
    if len(digits) > FINE_DIGITS and digits.isdigit():
        return Wrapped(stamp, None, None, rest, False)
    return from_origin(stamp, rest)


def in_zone(stamp: str, zone: str) -> str | None:
    """A stamp with its zone as an offset; None where the zone's name may be of several."""
    if zone[0] in "+-":
        return f"{stamp}{zone.ljust(5, '0')}"
    offset = OFFSETS.get(zone)
    return None if offset is None else f"{stamp}{offset}"


def from_origin(stamp: str | None, rest: str) -> Wrapped:
    """What follows a stamp, without the names of host and program where they are there."""
    origin = ORIGIN.match(rest)
    if origin is None:
        return Wrapped(stamp, None, None, rest, False)
    return Wrapped(stamp, origin[1], origin[2].strip("()"), rest[origin.end() :], False)
