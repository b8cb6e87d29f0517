"""A line as syslog writes it to a file: `<stamp> host tag[pid]: message`, classic or with an RFC 3339 time.

    Nov 22 20:15:23 node2 Keepalived_vrrp[754]: (VI_1) Entering MASTER STATE
    2026-11-22T20:15:23.181601+00:00 node2 Keepalived_vrrp[754]: (VI_1) Entering MASTER STATE
    Sun Nov 22 20:15:23 2026 daemon.info Keepalived_vrrp[754]: (VI_1) Entering MASTER STATE

The first has neither year nor zone. The last is OpenWrt's. A priority (`<134>`) and the host may be missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.logs.source import Clock
from arpwatch_k8s.thresholds import NS

LINE: Final = re.compile(
    r"(?:<\d{1,3}>)?(?:\d )?"
    r"([A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d(?:\.\d{1,9})?"
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
    r"|\d{10}(?:\.\d{1,9})?"
    r"|[A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d \d{4}) "
    r"(?:([^\s\[\]]{1,255}(?<!:)) )?([\w./-]{1,64})(?:\[(\d{1,10})\])?: ?(.*)",
    re.DOTALL,
)
FRACTION: Final = re.compile(r":\d\d[.,](\d{1,9})|^\d{10}\.(\d{1,9})")
NAMELESS: Final = re.compile(r"localhost|\w+\.(?:emerg|alert|crit|err|warn|notice|info|debug)")
"""What stands in a host's place and names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line, taken apart."""

    stamp: str
    """Its time, as written."""
    host: str | None
    """The host's name; None where the line names none."""
    tag: str
    """The program."""
    message: str
    """What it says."""


def entry(line: str) -> Entry | None:
    """A line of a program; None where it has not the form."""
    match = LINE.match(line)
    if match is None:
        return None
    stamp, host, tag, _, message = match.groups()
    return Entry(stamp=stamp, host=None if host is None or NAMELESS.fullmatch(host) else host, tag=tag, message=message)


def moment(stamp: str, clock: Clock) -> tuple[int, int] | None:
    """A time, ns UTC, and the width of what it may mean; None where the text is no time."""
    time = clock.read(stamp)
    fraction = FRACTION.search(stamp)
    return None if time is None else (time, 10 ** (9 - len(fraction[1] or fraction[2])) if fraction else NS)
