"""The kernel's neighbor table: `ip -ts monitor neigh` (or -t), and `ip neigh` again and again under headings of time.

An entry's line is ADDRESS dev IF [lladdr MAC] [router] [proxy] STATE, as iproute2 prints it; a monitor puts a time in
brackets before it (-ts) or on a line of its own (-t), and `Deleted` where the entry is gone. A heading of a snapshot is
a line that is nothing but a time (of `date`, `date -Is` or `date +%s`), with `#` or `=` around it at will.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from arpwatch_k8s.evidence.addresses import address_number, number_text
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.event import Clock, LogEvent

MONITOR, SNAPSHOTS = "ip-monitor-neigh", "ip-neigh"
ENTRY, GONE, SNAPSHOT = "neighbor", "neighbor_deleted", "neighbor_snapshot"
STATES: Final = frozenset(
    {"INCOMPLETE", "REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "NOARP", "PERMANENT", "NONE"}
)
STAMP: Final = re.compile(r"\[(\d{4}-\d{2}-\d{2}T[^\]]+)\]\s*(?:\[NEIGH\])?\s*(.*)")
LONG_STAMP: Final = re.compile(r"Timestamp: (.+?) (\d+) usec")
LINE: Final = re.compile(r"(?:\[NEIGH\])?\s*(Deleted|delete|miss)?\s*(\S+) dev (\S+)\s*(.*)")


def parse_monitor(lines: Sequence[str], clock: Clock) -> Iterator[LogEvent | tuple[int, str]]:
    """Changes of the table."""
    time: int | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if long := LONG_STAMP.match(line.strip()):
            time = clock.read(long[1])
            time = None if time is None else time + int(long[2]) * 1000
            continue
        stamped = STAMP.match(line.strip())
        when, rest = (clock.read(stamped[1]), stamped[2]) if stamped else (time, line)
        found = None if when is None else entry(rest, when, number, MONITOR)
        yield (number, line) if found is None else found


def parse_snapshots(lines: Sequence[str], clock: Clock) -> Iterator[LogEvent | tuple[int, str]]:
    """Entries of each snapshot, after an event of its own for the snapshot."""
    time: int | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        heading = clock.read(line.strip().strip("#= ").strip())
        if heading is not None:
            time = heading
            yield LogEvent(time=time, source=SNAPSHOTS, line=number, kind=SNAPSHOT, text=line)
            continue
        found = None if time is None else entry(line, time, number, SNAPSHOTS)
        yield (number, line) if found is None else found


def entry(text: str, time: int, line: int, source: str) -> LogEvent | None:
    """One entry's line; None where it is none."""
    found = LINE.match(text.strip())
    if found is None:
        return None
    gone, address, interface, rest = found.groups()
    words = rest.split()
    state = next((word for word in words if word in STATES), None)
    try:
        canonical = number_text(address_number(address))
        mac = parse_mac(words[words.index("lladdr") + 1]) if "lladdr" in words[:-1] else None
    except ValueError:
        return None
    if state is None and mac is None and not gone:
        return None
    return LogEvent(
        time=time,
        source=source,
        line=line,
        kind=GONE if gone else ENTRY,
        text=text,
        address=canonical,
        mac=mac,
        interface=interface,
        state=state,
    )
