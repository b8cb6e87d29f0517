"""nginx's error log: which upstream a request failed at, with which errno, in which phase.

    2026/11/22 20:14:37 [error] 12762#12762: *393 connect() failed (113: No route to host) while connecting to
    upstream, client: ..., server: ..., request: "...", upstream: "https://192.0.2.80:443/", host: "..."

Its times are local and without a zone, cut to the second.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from typing import Final

from arpwatch_k8s.logs.details.detail import CONNECTING, ProxyLine, ProxyRemark, UpstreamError, UpstreamFailure
from arpwatch_k8s.logs.event import LogEvent
from arpwatch_k8s.logs.proxies.errnos import BY_ERRNO
from arpwatch_k8s.logs.reading.lines import line_source
from arpwatch_k8s.logs.source import Clock
from arpwatch_k8s.thresholds import NS

NAME: Final = "nginx-error"
WIDTH_NS: Final = NS
LINE: Final = re.compile(
    r"[^\s/]{0,16}?(\d{4})/(\d\d)/(\d\d) (\d\d:\d\d:\d\d) \[(\w+)\] \d+#\d+: (?:\*(\d{1,18}) )?(.*)", re.DOTALL
)
"""At the line's begin, or nearly, where it was pasted: further on it may be what a client wrote into another log."""
ERRNO: Final = re.compile(r"\((\d{1,9}): [^()]{0,200}\)(?: while [^,]{0,200})?$")
"""Where nginx puts it: behind what it says, before what it was doing."""
PHASE: Final = " while "
CLIENT: Final = ", client: "
"""What nginx appends begins with it: client, server, request, subrequest, upstream, host, referrer, in this order."""
REQUEST: Final = re.compile(r', request: "(?:\S* \S* HTTP/[\d.]{1,5}|[^"]*)"(?:, subrequest: "[^"]*")?, upstream: ')
ENDED: Final = re.compile(r' HTTP/[\d.]{1,5}"(?:, subrequest: "[^"]*")?, upstream: "?([^",]+)')
"""What looks like a request's end: up to nginx 1.21 a client could put blanks, and so one of its own, into it."""
OTHERS: Final = ('"', "[lua]", "js: ")
"""What stands before or around words of others in nginx's own: paths, headers, what applications and scripts write."""
UPSTREAM: Final = re.compile(r'"?([^",]+)')
AUTHORITY: Final = re.compile(r"(?:[a-z]+://)?(?:\[([0-9A-Fa-f:.]+)\]|([^/:]+))(?::(\d{1,9}))?")
PORTS: Final = {"https": 443, "http": 80}


def parse(lines: Iterable[str], clock: Clock) -> Iterator[LogEvent | tuple[int, str]]:
    """Events of an error log; lines that have not its form."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        match = LINE.match(line)
        time = clock.read(f"{match[1]}-{match[2]}-{match[3]} {match[4]}") if match else None
        if match is None or time is None:
            yield number, line
            continue
        detail = proxy_line(match[7], int(match[6]) if match[6] else None)
        yield LogEvent(time=time, width_ns=WIDTH_NS, source=NAME, line=number, text=line, detail=detail)


def proxy_line(message: str, request: int | None) -> ProxyLine:
    """What a message says, at an upstream or not."""
    message, upstream = parted(message)
    errno = ERRNO.search(message)
    phase = message.rpartition(PHASE)[2] if PHASE in message else ""
    code = int(errno[1]) if errno else None
    doing = CONNECTING if phase.startswith("connecting to") else phase.partition(",")[0].strip() or None
    if upstream is None:
        return ProxyRemark(errno=code, phase=doing, request=request)
    address, port = authority(upstream[1])
    return UpstreamError(
        kind=failure(message, code), address=address, port=port, errno=code, phase=doing, request=request
    )


def parted(message: str) -> tuple[str, re.Match[str] | None]:
    """What nginx says itself, and the upstream that it appends.

    Request, host and referrer are the client's words, and may look like anything: nginx's own words end where the
    client is named, and the upstream stands behind the request's own end. Where others' words stand before that,
    nothing behind them is sure; where a request seems to end twice, the upstream is not.
    """
    said, _, context = message.partition(CLIENT)
    if any(map(said.__contains__, OTHERS)):
        return said, None
    if len(set(ENDED.findall(context))) > 1:
        return said, UPSTREAM.match("-")
    if request := REQUEST.search(context):
        return said, UPSTREAM.match(context, request.end())
    _, found, after = context.partition(", upstream: ")
    return said, UPSTREAM.match(after) if found else None


def failure(message: str, errno: int | None) -> UpstreamFailure:
    """What a message about an upstream says."""
    if "no live upstreams" in message:
        return UpstreamFailure.NO_LIVE
    if "upstream server temporarily disabled" in message:
        return UpstreamFailure.DISABLED
    if errno in BY_ERRNO:
        return BY_ERRNO[errno]
    closed = "prematurely closed connection" in message or "peer closed connection" in message
    return UpstreamFailure.CLOSED if closed else UpstreamFailure.OTHER


def authority(url: str) -> tuple[str | None, int | None]:
    """Address (canonical text) and port of an upstream; None where it is named, or a socket of this host."""
    match = AUTHORITY.match(url)
    if match is None:
        return None, None
    try:
        address = str(ip_address(match[1] or match[2]))
    except ValueError:
        return None, None
    return address, int(match[3]) if match[3] else PORTS.get(url.partition("://")[0])


SOURCE: Final = line_source(NAME, tells=(UpstreamError, ProxyRemark), parse=parse)
