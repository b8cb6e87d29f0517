"""HAProxy's log: `option httplog` and `tcplog`, and what its health checks say.

    haproxy[754]: 192.0.2.9:33317 [22/Nov/2026:20:15:31.655] fe be/node2 0/0/-1/-1/3061 503 217 - - SC-- 1/1/0/0/3 0/0
    "GET / HTTP/1.1"
    haproxy[754]: Server be/node2 is DOWN, reason: Layer4 connection problem, info: "No route to host", check duration:
    639ms. ...

(a line each). A request's time is that at which it was accepted: local, without a zone, with milliseconds; what it
waited for stands in its timers. Two letters say how a session ended: who ended it (S: the server; in lower case, a time
ran out), and in which phase. `SC` is a connection that was refused or could not be routed, the line does not say which;
health checks do. Servers are named: their addresses are told by haproxy.cfg.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from arpwatch_k8s.logs.details.detail import CONNECTING, ProxyRemark, UpstreamError, UpstreamFailure
from arpwatch_k8s.logs.event import LogEvent, Went
from arpwatch_k8s.logs.proxies.errnos import BY_ERRNO, errno_of
from arpwatch_k8s.logs.proxies.nginx_error import authority
from arpwatch_k8s.logs.reading.blocks import Counted, Fine, Read, block_source
from arpwatch_k8s.logs.reading.syslog import Entry, entry, moment
from arpwatch_k8s.logs.source import Clock, LogSource

NAME: Final = "haproxy"
MS: Final = 1_000_000
Servers = Mapping[str, tuple[str | None, int | None]]
"""Address and port of servers, by `backend/server`."""
REMARK: Final = ProxyRemark(errno=None, phase=None, request=None)

STAMP: Final = r"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d"
TIMER: Final = r"[+-]?\d{1,12}"
SESSION: Final = re.compile(
    rf"(?:(?P<noise>\S{{1,255}}): )?(?P<client>\S{{1,255}}) \[(?P<stamp>(?P<second>{STAMP})\.\d{{3}})\] \S{{1,255}} "
    rf"(?P<backend>[^\s/]{{1,255}})/(?P<server>\S{{1,255}}) (?P<timers>{TIMER}(?:/{TIMER}){{2,4}}) "
    r"(?:(?P<status>-?\d{1,3}) \+?\d{1,20} \S+ \S+ |\+?\d{1,20} )(?P<who>[A-Za-z-])(?P<phase>[A-Za-z-])\S{0,2} "
    r"\d{1,9}/\d{1,9}/\d{1,9}/\d{1,9}/(?P<retries>\+?\d{1,9}) \d{1,9}/\d{1,9}(?: .*)?",
    re.DOTALL,
)
FINE: Final = Fine(
    second=STAMP,
    line=lambda when: (
        rf"(?:[^\n\[]{{0,200}}haproxy\[\d+\]: )?[^\s\[]+ \[{when}\.\d{{3}}\] \S+ [^\s<]+ [\d/+]+ "
        r"(?:[1-5]\d\d \+?\d+ \S+ \S+ --\S\S|\+?\d+ --) \d+/\d+/\d+/\d+/0 \d+/\d+(?: [^\r\n]*)?"
    ),
)
"""A session that ended in order, connected at the first try."""
CHECK: Final = re.compile(
    r"(?:\[\w+\] +(?:\d+/\d+ )?\(\d+\) : )?"
    r"(?:(?:Backup )?Server (?P<down>\S{1,255}/\S{1,255}) is DOWN"
    r"|Health check for (?:backup )?server (?P<failed>\S{1,255}/\S{1,255}) failed), "
    r"reason: (?P<reason>[^,]{1,100})(?:, code: \d+)?(?P<info>.{0,300}), check duration: (?P<ms>\d{1,9})ms"
)
DATED: Final = re.compile(
    r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?) (\[\w+\] .*)", re.DOTALL
)
"""What HAProxy writes to its terminal, behind a time that somebody put there."""
TAG: Final = re.compile(r"haproxy\S{0,60}")
PHASES: Final = {
    "C": CONNECTING,
    "H": "waiting for response headers",
    "D": "transferring data",
    "L": "transferring the last data",
    "T": "tarpitting",
}
SECTION: Final = re.compile(r"[ \t]*(?:backend|listen)[ \t]+(\S+)")
SERVER: Final = re.compile(r"[ \t]*server[ \t]+(\S+)[ \t]+(?:ipv[46]@|tcp[46]?@)?(\S+)")
OTHER_SECTION: Final = re.compile(r"\S")


class Sessions:
    """Reads lines, and knows which check's failure was told last."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self._checked: tuple[str, ...] = ()

    def __call__(self, number: int, line: str, clock: Clock) -> Read:
        """What a line is."""
        found = entry(line)
        found = found if found and TAG.fullmatch(found.tag) else None
        session = SESSION.fullmatch(found.message if found else line)
        if session is not None:
            return self._session(session, number, line, clock)
        if found is None and (dated := DATED.fullmatch(line)):
            found = Entry(stamp=dated[1], host=None, tag="", message=dated[2])
        when = moment(found.stamp, clock) if found else None
        if found is None or when is None:
            return None
        check = CHECK.match(found.message)
        length = int(check["ms"]) * MS if check else 0
        if check is None and not found.tag:
            return None
        detail = self._check(check) if check else REMARK
        time, width = when[0] - length, when[1] + length
        return (LogEvent(time=time, width_ns=width, source=NAME, line=number, text=line, detail=detail),)

    def _session(self, match: re.Match[str], number: int, line: str, clock: Clock) -> Read:
        """What is told of a session."""
        accepted = clock.read(match["stamp"])
        if accepted is None:
            return None
        detail = self._error(match)
        if detail is None:
            is_well = match["who"] == "-"
            return Counted(went=Went.ANSWERED if is_well else Went.OTHERWISE, second=match["second"])
        *waits, total = (int(timer) for timer in match["timers"].split("/"))
        queued = sum(max(wait, 0) for wait in waits[: 1 if len(waits) == 2 else 2])
        connected = max(waits[1 if len(waits) == 2 else 2], 0)
        lasted = queued + connected if match["who"] == "-" else total
        return (
            LogEvent(
                time=accepted + queued * MS,
                width_ns=max(lasted - queued, 0) * MS + MS,
                source=NAME,
                line=number,
                text=line,
                detail=detail,
            ),
        )

    def _error(self, match: re.Match[str]) -> UpstreamError | None:
        """How a session failed at its server; None where it did not."""
        who, phase, retries = match["who"], match["phase"], match["retries"]
        address, port = self._address(match["backend"], match["server"])
        if match["server"].startswith("<"):
            if (who, phase) != ("S", "C"):
                return None
            return error(UpstreamFailure.NO_LIVE, None, None, phase=CONNECTING)
        if who in ("S", "s") and phase in PHASES:
            kind = UpstreamFailure.OTHER if phase == "C" else UpstreamFailure.CLOSED
            return error(UpstreamFailure.TIMED_OUT if who == "s" else kind, address, port, phase=PHASES[phase])
        if who == "-" and int(retries) > 0:
            if retries.startswith("+"):
                address, port = None, None  # the server that is named is the one that it was sent to in the end
            return error(UpstreamFailure.OTHER, address, port, phase=CONNECTING)
        return None

    def _check(self, match: re.Match[str]) -> UpstreamError:
        """What a health check's failure says. That a server is out of use is told in a line of its own, which is no
        failure more where the check's own line came before it."""
        name = match["down"] or match["failed"]
        this = (name, match["reason"], match["info"], match["ms"])
        is_repeated = bool(match["down"]) and this == self._checked
        self._checked = this
        address, port = self._address(*name.split("/", 1))
        # from layer 7 on the words are the server's
        number = None if match["reason"].startswith("Layer7") else errno_of(match["info"])
        timed_out = "timeout" in match["reason"]
        kind = UpstreamFailure.TIMED_OUT if timed_out else UpstreamFailure.OTHER
        kind = BY_ERRNO.get(number, kind) if number is not None else kind
        phase = CONNECTING if match["reason"].startswith("Layer4") else match["reason"]
        return error(UpstreamFailure.DISABLED if is_repeated else kind, address, port, phase=phase, errno=number)

    def _address(self, backend: str, server: str) -> tuple[str | None, int | None]:
        """Where a server is, by the configuration, or else by its name if that is an address."""
        return self._servers.get(f"{backend}/{server}") or authority(server)


def error(
    kind: UpstreamFailure, address: str | None, port: int | None, *, phase: str, errno: int | None = None
) -> UpstreamError:
    """A failure; HAProxy numbers no connections."""
    return UpstreamError(kind=kind, address=address, port=port, errno=errno, phase=phase, request=None)


def servers_of(config: str) -> dict[str, tuple[str | None, int | None]]:
    """The servers that a text of haproxy.cfg names, where their addresses are numbers."""
    return {
        f"{section}/{name}": found
        for _, section, name, where in server_lines(config)
        if (found := authority(where))[0] is not None
    }


def server_lines(config: str) -> Iterator[tuple[int, str, str, str]]:
    """Servers with the number of their line, their section, their name, and where they are: `192.0.2.1:80`."""
    section = ""
    for number, line in enumerate(config.splitlines(), 1):
        if match := SECTION.match(line):
            section = match[1]
        elif section and (match := SERVER.match(line)):
            where = match[2]
            if where.count(":") > 1 and not where.startswith("["):
                host, _, port = where.rpartition(":")
                where = f"[{host}]:{port}"
            yield number, section, match[1], where
        elif OTHER_SECTION.match(line) and not line.startswith("#"):
            section = ""


def haproxy_source(servers: Servers | None = None) -> LogSource:
    """The source, which knows the addresses of some servers."""
    known = servers or {}
    return block_source(
        NAME, tells=(UpstreamError, ProxyRemark), fine_of=lambda _: FINE, reader=lambda: Sessions(known)
    )


SOURCE: Final = haproxy_source()
