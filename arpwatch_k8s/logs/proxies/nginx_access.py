"""nginx's access log: which tries of a request failed at which upstream.

    192.0.2.9 - - [22/Nov/2026:20:15:31 +0000] "GET / HTTP/1.1" 502 157 "-" "curl/8.5.0"

is `combined`, and says that a gateway failed but not where. Formats that say it, ingress-nginx's among them, have
`$upstream_addr`, `$upstream_status` and `$upstream_response_time`: a value a try, with `, ` between tries, ` : `
between groups of servers, `-` for what did not come to be. Which formats a log may have beside KNOWN is told by
nginx.conf.

A line is written at the request's end. What failed at an upstream has no errno here; requests that went well are
counted alone. Apache's combined format is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from re import Pattern
from typing import Final

from arpwatch_k8s.logs.details.detail import CONNECTING, UpstreamError, UpstreamFailure
from arpwatch_k8s.logs.event import LogEvent, Went
from arpwatch_k8s.logs.proxies.log_format import VALUES, VARIABLE, line_pattern
from arpwatch_k8s.logs.proxies.nginx_error import authority
from arpwatch_k8s.logs.reading.blocks import Counted, Fine, Read, block_source
from arpwatch_k8s.logs.source import Clock, LogSource
from arpwatch_k8s.thresholds import NS

NAME: Final = "nginx-access"
COMBINED: Final = (
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'
)
KNOWN: Final = (
    COMBINED,
    f'{COMBINED} "$http_x_forwarded_for"',
    f"{COMBINED} $request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] "
    "$upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id",
    '$remote_addr - [$the_real_ip] - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" '
    '"$http_user_agent" $request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] '
    "$upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id",
)
"""nginx's own; the one of its packages' nginx.conf; ingress-nginx's, from 0.26 on and before."""
MOST_CHARS: Final = 4_000
MOST_VARIABLES: Final = 60
MOST_FORMATS: Final = 40
TIMES: Final = ("msec", "time_local", "time_iso8601")
"""Variables that tell when, the finest first."""
BETWEEN: Final = re.compile(r", | : ")
ROUNDING_NS: Final = NS // 1000
"""nginx tells lengths of time in whole milliseconds."""
FAILED: Final = {"502": UpstreamFailure.OTHER, "504": UpstreamFailure.TIMED_OUT}
"""Statuses that nginx notes for a try that failed; it notes no others."""
ADDRESS: Final = re.compile(r"\[?[0-9A-Fa-f:.]+\]?(?::\d+)?|unix:.*")
NOTHING: Final = frozenset({"", "-"})

WELL: Final[Mapping[str, str]] = {
    **VALUES,
    "status": r"[123]\d\d|4(?!99)\d\d",
    "upstream_status": r"[1-4]\d\d|-|",
    "upstream_addr": r"[^\s,\"]*",
}
"""What variables look like in a line of a request that went well at its first try."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A format, as patterns."""

    line: Pattern[str]
    """Of any line."""
    fine: Fine
    """Of lines of requests that went well at the first try."""


def form_of(text: str) -> Form | None:
    """A `log_format`; None where lines of it have no time or no status, so that nothing can be told from them, or where
    it is none that a line can be told by in time that grows with the line."""
    if not is_readable(text):
        return None
    line = line_pattern(text)
    which = next((name for name in ("time_local", "time_iso8601", "msec") if f"(?P<{name}>" in line), None)
    if which is None or not ("(?P<status>" in line or "(?P<upstream_status>" in line):
        return None
    second, part = (VALUES[which], "") if which != "msec" else (r"\d{9,11}", r"\.\d{3}")
    fine = Fine(second=second, line=lambda when: line_pattern(text, {**WELL, which: when + part}))
    return Form(line=re.compile(line), fine=fine)


def is_readable(text: str) -> bool:
    """Whether a format is one that lines are told by: ASCII, of usual length, something between its variables, none of
    its times twice. Settings may be anybody's, and a pattern of many parts that may each be anything takes for ever."""
    names = [match[1] or match[2] for match in VARIABLE.finditer(text)]
    parts = VARIABLE.split(text)[3:-1:3]
    times = [name for name in names if name in TIMES]
    return (
        text.isascii()
        and len(text) <= MOST_CHARS
        and len(names) <= MOST_VARIABLES
        and all(parts)
        and len(times) == len(set(times))
    )


def read_line(forms: tuple[Form, ...], number: int, line: str, clock: Clock) -> Read:
    """A line of one of some formats."""
    for form in forms:
        if match := form.line.fullmatch(line):
            return told(match.groupdict(), number, line, clock)
    return None


def told(fields: Mapping[str, str], number: int, line: str, clock: Clock) -> Read:
    """What a line's fields tell."""
    stamp = next((fields[name] for name in TIMES if name in fields), "")
    end = clock.read(stamp)
    if end is None:
        return None
    width = ROUNDING_NS if "msec" in fields else NS
    tries = tries_of(fields)
    failed = [(place, error) for place in range(len(tries)) if (error := failure(tries[place])) is not None]
    status = fields.get("status", "")
    if not failed and status in FAILED and not tries:
        unnamed = UpstreamError(kind=FAILED[status], address=None, port=None, errno=None, phase=None, request=None)
        failed = [(0, unnamed)]
    if not failed:
        is_well = status[:1] in ("1", "2", "3", "4") and status != "499"
        answered = is_well or any(one["status"] not in NOTHING for one in tries)
        return Counted(went=Went.ANSWERED if answered else Went.OTHERWISE, second=stamp)
    begin = end - (nanoseconds(fields.get("request_time", "")) or 0)
    events: list[LogEvent] = []
    for part, (place, error) in enumerate(failed):
        time, wide = span(tries, place, begin, end, width)
        events.append(LogEvent(time=time, width_ns=wide, source=NAME, line=number, text=line, detail=error, part=part))
    return tuple(events)


def tries_of(fields: Mapping[str, str]) -> list[dict[str, str]]:
    """What a line says of each try, by the names below; `` where it does not say it."""
    names = {
        "addr": "upstream_addr",
        "status": "upstream_status",
        "connect": "upstream_connect_time",
        "header": "upstream_header_time",
        "response": "upstream_response_time",
        "length": "upstream_response_length",
    }
    if all(fields.get(names[short], "") in NOTHING for short in ("addr", "status")):
        return []
    lists = {short: BETWEEN.split(fields[name]) for short, name in names.items() if fields.get(name)}
    number = max(len(values) for values in lists.values())
    same = {short: values for short, values in lists.items() if len(values) == number}
    return [{short: same[short][place] if short in same else "" for short in names} for place in range(number)]


def failure(one: Mapping[str, str]) -> UpstreamError | None:
    """How a try failed; None where it did not: an upstream that answers 502 or 504 itself has answered."""
    kind = FAILED.get(one["status"])
    if kind is None or nanoseconds(one["header"]) is not None or (nanoseconds(one["length"]) or 0) > 0:
        return None
    if one["addr"] not in NOTHING and not ADDRESS.fullmatch(one["addr"]):
        kind = UpstreamFailure.NO_LIVE  # in place of a server's address nginx writes its group's name
    address, port = authority(one["addr"]) if one["addr"] else (None, None)
    phase = CONNECTING if one["connect"] == "-" else None  # to nginx the handshake of TLS is a part of connecting
    return UpstreamError(kind=kind, address=address, port=port, errno=None, phase=phase, request=None)


def span(tries: list[dict[str, str]], place: int, begin: int, end: int, width: int) -> tuple[int, int]:
    """When a try was: from the request's begin and the tries before it, to its end less the tries behind it; ns UTC,
    and how wide."""
    lengths = [nanoseconds(one["response"]) or 0 for one in tries]
    if begin == end and lengths:
        begin = end - sum(lengths)
    first = begin + sum(lengths[:place]) - ROUNDING_NS * (place + 1 if begin != end else 0)
    last = end + width - sum(lengths[place + 1 :]) + ROUNDING_NS * len(lengths[place + 1 :])
    return (first, last - first) if last > first else (end, width)


def nanoseconds(text: str) -> int | None:
    """A number of seconds (or of bytes, times a billion) in ns; None where there is none."""
    whole, _, part = text.partition(".")
    if not text.isascii() or not whole.isdigit() or len(whole) > 12 or (part and not part.isdigit()):
        return None
    return int(whole) * NS + int(part[:9].ljust(9, "0"))


def access_source(formats: Iterable[str] = ()) -> LogSource:
    """The source of access logs in some formats, those first, and in KNOWN."""
    own = [*dict.fromkeys(formats)][:MOST_FORMATS]
    forms = tuple(form for text in dict.fromkeys((*own, *KNOWN)) if (form := form_of(text)) is not None)
    return block_source(
        NAME,
        tells=(UpstreamError,),
        fine_of=lambda head: likeliest(forms, head).fine,
        reader=lambda: partial(read_line, forms),
    )


def likeliest(forms: tuple[Form, ...], head: bytes) -> Form:
    """The format that most of the first lines have."""
    return max(forms, key=lambda form: sum(found[0].count(b"\n") + 1 for found in form.fine.pattern().finditer(head)))


SOURCE: Final = access_source()
