"""Envoy's access log: its default text, Istio's text, and JSON as Istio and Envoy Gateway write it.

    [2026-11-22T20:15:31.655Z] "GET / HTTP/1.1" 503 UF 0 91 3061 - "-" "curl/8.5.0" "0a1b" "example.com"
    "192.0.2.80:443"

(one line). Flags say how a request failed: UF could not connect, UC was cut off, UH had no healthy host and asked
nobody, UT waited too long, UR had its stream of HTTP/2 reset by the upstream. The errno is not in the default: Istio's
text and JSON have it (`delayed_connect_error:_113`), or words in its place. The time is that of the request's begin,
UTC, with milliseconds. A request that was tried again is one line, of its last try.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from arpwatch_k8s.logs.details.detail import CONNECTING, UpstreamError, UpstreamFailure
from arpwatch_k8s.logs.event import LogEvent, Went
from arpwatch_k8s.logs.proxies.errnos import BY_ERRNO, errno_of
from arpwatch_k8s.logs.proxies.nginx_error import authority
from arpwatch_k8s.logs.reading.blocks import Counted, Fine, Read, block_source
from arpwatch_k8s.logs.reading.wrapped_forms import CARRIES_NONE
from arpwatch_k8s.logs.source import Clock

NAME: Final = "envoy"
MS: Final = 1_000_000
STAMP: Final = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"
BEGIN: Final = (
    rf'\[(?P<start>(?P<second>{STAMP})\.\d{{3,9}}Z)\] "[^"\n]*+" '
    r"(?P<code>\d{1,3}) (?P<flags>[A-Za-z,]{1,200}|-) "
)
DETAILS: Final = r'(?P<details>(?:(?:[^\s"]{1,400}|"[^"\n]{0,400}") ){0,3}?)'
"""Istio's: how the response came to be, how the connection ended, why the transport failed."""
END: Final = (
    r"\d{1,20} \d{1,20} (?P<duration>\d{1,12}|-) (?:\d{1,12}|-) "
    r'(?:"[^"\n]{0,8192}" ){4}"(?P<host>[^"\n]{1,255})"(?P<rest>(?: .*)?)'
)
"""Envoy does not escape quotes in its text: a path with one may look like any line, headers with some move the fields
behind them."""
TEXT: Final = re.compile(BEGIN + DETAILS + END, re.DOTALL)
FINE_TEXT: Final = Fine(
    second=STAMP, zone="Z", line=lambda when: rf'\[{when}\.\d+Z\] "[^"\n]*" [1-5]\d\d - [^\n]*"(?: [^"\n\r]*)?'
)
FINE_JSON: Final = Fine(
    second=STAMP,
    zone="Z",
    line=lambda when: (
        rf'\{{{CARRIES_NONE}(?=[^\n]*"start_time": ?"{when}(?:\.\d+)?Z")(?=[^\n]*"response_flags": ?(?:"-?"|null))'
        r'(?=[^\n]*"response_code": ?"?[1-5]\d\d)[^\n]*\}'
    ),
)
"""Requests without a flag: upstream answered."""
LONG: Final = {
    "NoHealthyUpstream": "UH",
    "UpstreamConnectionFailure": "UF",
    "UpstreamConnectionTermination": "UC",
    "UpstreamRequestTimeout": "UT",
    "UpstreamRemoteReset": "UR",
    "UpstreamProtocolError": "UPE",
    "UpstreamRetryLimitExceeded": "URX",
}
KINDS: Final[Mapping[str, tuple[UpstreamFailure, str | None]]] = {
    "UH": (UpstreamFailure.NO_LIVE, CONNECTING),
    "UF": (UpstreamFailure.OTHER, CONNECTING),
    "UC": (UpstreamFailure.CLOSED, None),
    "UT": (UpstreamFailure.TIMED_OUT, "waiting for the response"),
    "UR": (UpstreamFailure.OTHER, "reset of the stream"),
    "UPE": (UpstreamFailure.OTHER, "reading the response"),
    "URX": (UpstreamFailure.OTHER, None),
}
"""Flags of a failure at an upstream, the most telling first."""
NUMBER: Final = re.compile(r"connect[ _]error:[ _]*(\d{1,4})")
TLS: Final = re.compile(r"TLS[ _]error", re.IGNORECASE)


def read_line(number: int, line: str, clock: Clock) -> Read:
    """What a line is."""
    fields = fields_of(line)
    start = fields.get("start_time", "")
    time = clock.read(start)
    if time is None or "response_flags" not in fields:
        return None
    flags = {LONG.get(flag, flag) for flag in fields["response_flags"].split(",")}
    flag = next((flag for flag in KINDS if flag in flags), None)
    if flag is None:
        answered = flags <= {"", "-"} and fields.get("response_code", "0") not in ("0", "")
        return Counted(went=Went.ANSWERED if answered else Went.OTHERWISE, second=start)
    duration = fields.get("duration", "")
    lasted = int(duration) if duration.isascii() and duration.isdigit() and len(duration) < 13 else 0
    detail = error(flag, fields)
    width = lasted * MS + MS
    return (LogEvent(time=time, width_ns=width, source=NAME, line=number, text=line, detail=detail),)


def fields_of(line: str) -> dict[str, str]:
    """The fields of a line by Envoy Gateway's and Istio's names; none where it has neither form."""
    if line.startswith("{"):
        return json_fields(line)
    match = TEXT.fullmatch(line)
    if match is None:
        return {}
    return {
        "start_time": match["start"],
        "response_code": match["code"],
        "response_flags": match["flags"],
        "response_code_details": match["details"],
        "duration": match["duration"],
        "upstream_host": match["host"] if '"' not in match["rest"] else "",
    }


def json_fields(line: str) -> dict[str, str]:
    """The fields of an object, as texts; none where it is not of Envoy."""
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(document, dict) or not {"start_time", "response_flags", "upstream_host"} <= document.keys():
        return {}
    return {
        name: "" if value is None else str(value)
        for name, value in document.items()
        if value is None or isinstance(value, str | int | float)
    }


def error(flag: str, fields: Mapping[str, str]) -> UpstreamError:
    """What a flag says of an upstream, with the errno where details name it."""
    kind, phase = KINDS[flag]
    details = fields.get("response_code_details", "") + " " + fields.get("upstream_transport_failure_reason", "")
    code: int | None = None
    if flag == "UF":
        match = NUMBER.search(details)
        code = int(match[1]) if match else errno_of(details)
        if code in BY_ERRNO:
            kind = BY_ERRNO[code]
        elif "timeout" in details:
            kind = UpstreamFailure.TIMED_OUT
        elif TLS.search(details):
            phase = "TLS handshake"
    address, port = authority(fields.get("upstream_host", "")) if flag != "UH" else (None, None)
    return UpstreamError(kind=kind, address=address, port=port, errno=code, phase=phase, request=None)


def likeliest(head: bytes) -> Fine:
    """The pattern of what went well, in the form that the first lines have."""
    return FINE_JSON if head.lstrip().startswith(b"{") else FINE_TEXT


SOURCE: Final = block_source(NAME, tells=(UpstreamError,), fine_of=likeliest, reader=lambda: read_line)
