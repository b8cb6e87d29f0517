"""nginx's error log: which upstream a request failed at, with which errno, in which phase.

    2026/11/22 20:14:37 [error] 12762#12762: *393 connect() failed (113: No route to host) while connecting to
    upstream, client: ..., server: ..., request: "...", upstream: "https://192.0.2.80:443/", host: "..."

Its times are local and without a zone, cut to the second. Lines about anything but an upstream are of kind `other`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from typing import Final

from arpwatch_k8s.logs.event import Clock, LogEvent

NGINX: Final = "nginx-error"

NO_ROUTE, NO_NETWORK, REFUSED, RESET, TIMED_OUT, CLOSED, NO_LIVE, DISABLED, OTHER = (
    "no_route",
    "no_network",
    "refused",
    "reset",
    "timed_out",
    "closed",
    "no_live_upstreams",
    "peer_disabled",
    "other",
)
CONNECTING: Final = "connecting"
"""The phase before the upstream has accepted; others are told as nginx words them."""

LINE: Final = re.compile(r"(\d{4})/(\d\d)/(\d\d) (\d\d:\d\d:\d\d) \[(\w+)\] \d+#\d+: (?:\*(\d+) )?(.*)")
ERRNO: Final = re.compile(r"\((\d+): ")
PHASE: Final = re.compile(r" while ([^,]+)")
UPSTREAM: Final = re.compile(r', upstream: "?([^",]+)')
AUTHORITY: Final = re.compile(r"[a-z]+://(?:\[([0-9A-Fa-f:.]+)\]|([^/:]+))(?::(\d+))?")
PORTS: Final = {"https": 443, "http": 80}
BY_ERRNO: Final = {113: NO_ROUTE, 101: NO_NETWORK, 111: REFUSED, 104: RESET, 110: TIMED_OUT}
"""Linux' numbers: EHOSTUNREACH, ENETUNREACH, ECONNREFUSED, ECONNRESET, ETIMEDOUT."""


def parse(lines: Sequence[str], clock: Clock) -> Iterator[LogEvent | tuple[int, str]]:
    """Events of an error log; lines that have not its form."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        found = LINE.search(line)
        time = clock.read(f"{found[1]}-{found[2]}-{found[3]} {found[4]}") if found else None
        yield (number, line) if found is None or time is None else event(found, time, number, line)


def event(found: re.Match[str], time: int, number: int, line: str) -> LogEvent:
    """The event of one line."""
    said = found[7]
    errno, phase, upstream = ERRNO.search(said), PHASE.search(said), UPSTREAM.search(said)
    address, port = authority(upstream[1]) if upstream else (None, None)
    code = int(errno[1]) if errno else None
    return LogEvent(
        time=time,
        source=NGINX,
        line=number,
        kind=kind_of(said, code) if upstream else OTHER,
        text=line,
        address=address,
        port=port,
        errno=code,
        phase=None if phase is None else CONNECTING if phase[1].startswith("connecting to") else phase[1].strip(),
        request=int(found[6]) if found[6] else None,
    )


def kind_of(said: str, errno: int | None) -> str:
    """What a message about an upstream says."""
    if "no live upstreams" in said:
        return NO_LIVE
    if "upstream server temporarily disabled" in said:
        return DISABLED
    if errno in BY_ERRNO:
        return BY_ERRNO[errno]
    return CLOSED if "prematurely closed connection" in said or "peer closed connection" in said else OTHER


def authority(url: str) -> tuple[str | None, int | None]:
    """Address (canonical text) and port of an upstream; None where it is named, or a socket of this host."""
    found = AUTHORITY.match(url)
    if found is None:
        return None, None
    try:
        address = str(ip_address(found[1] or found[2]))
    except ValueError:
        return None, None
    return address, int(found[3]) if found[3] else PORTS.get(url.partition("://")[0])
