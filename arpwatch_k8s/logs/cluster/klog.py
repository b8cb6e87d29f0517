"""Logs of Kubernetes' own components and of others that log by klog: as text, or as component-base's JSON.

    I1122 20:15:22.875001       1 leaderelection.go:271] successfully acquired lease kube-system/kube-scheduler
    {"ts":1795378523181.601,"caller":"leaderelection/leaderelection.go:271","msg":"...","v":0}

The text's time has no year and no zone, the JSON's is a number of milliseconds. Told are changes of leader; that
kube-proxy runs in IPVS mode, and what ingress-nginx' controller says, are remarks that are kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from arpwatch_k8s.logs.clock import MOST_NS
from arpwatch_k8s.logs.cluster.leases import LEASE_WORDS, lease_change
from arpwatch_k8s.logs.cluster.pairs import message_and_pairs, unquoted
from arpwatch_k8s.logs.details.belief import Leadership, Remark
from arpwatch_k8s.logs.event import LogEvent, Passed
from arpwatch_k8s.logs.reading.lines import Item, first_lines, likeness, line_source, numbered
from arpwatch_k8s.logs.reading.passing import Passing
from arpwatch_k8s.logs.reading.wrapped_forms import CARRIES_NONE, TIME, month_day
from arpwatch_k8s.logs.source import Clock, LogSource
from arpwatch_k8s.thresholds import NS

NAME: Final = "klog"
WIDTH_NS: Final = 1000
"""klog writes microseconds; JSON's milliseconds have three decimals."""
LINE: Final = re.compile(r"[IWEF](\d{4} \d\d:\d\d:\d\d\.\d{6}) +\d{1,10} ([^\s:\]]{1,200}):\d{1,7}\] ?", re.ASCII)
JSON_LINE: Final = re.compile(
    r'\{"ts":(\d{9,16})(?:\.(\d{1,9})\d*)?,(?:"level":"[a-z]+",)?"caller":"([^":]{1,300}):\d+"', re.ASCII
)
MILLISECONDS: Final = 10**11
"""`ts` above it are milliseconds (1973), below seconds, as controller-runtime writes them."""
KUBE_PROXY: Final = frozenset({"proxier.go", "server_linux.go", "server_others.go"})
INGRESS_NGINX: Final = frozenset({"backend_ssl.go", "nginx.go"})
OTHERS: Final = "kubernetes"
WORTH: Final = (*LEASE_WORDS, "ipvs", "IPVS")
STRANGERS: Final = re.compile(
    r'time="|time=\d|level=|\d{4}/\d\d/\d\d \d\d:\d\d:\d\d [A-Z]+ |\{"caller":|.*/(?:plndr-|kubevip-)'
)
"""Lines of programs that klog's lines stand between, in logs that are theirs."""
STRANGE: Final = 0.4
"""How much of its likeness is left then: below 1 / MARGIN."""


def parse(lines: Iterable[str], clock: Clock) -> Iterator[Item]:
    """What components' lines say."""
    for number, line in numbered(lines):
        if line and not line.isspace():
            item = read_line(line, number, clock, source=NAME, program=None)
            yield (number, line) if item is None else item


def read_line(line: str, number: int, clock: Clock, *, source: str, program: str | None) -> Item | None:
    """What a line of klog says, in a log of `source`; None where it is none. The `program` is told by its files."""
    text = LINE.match(line)
    if text is not None:
        time, file, rest = clock.read(text[1]), text[2], line[text.end() :]
    elif line.startswith('{"ts":') and (found := JSON_LINE.match(line)):
        time, file, rest = number_time(found[1], found[2]), found[3].rpartition("/")[2], line
    else:
        return None
    if time is None:
        return number, line
    whose = program or program_of(file)
    detail = detail_of(rest, whose) if is_worth(rest) or whose == "ingress-nginx" else None
    if detail is None:
        return Passed(whose, time)
    return LogEvent(time=time, width_ns=WIDTH_NS, source=source, line=number, text=line, detail=detail)


def is_worth(rest: str) -> bool:
    """Whether a message may say something: a cheap look."""
    return any(map(rest.__contains__, WORTH))


def number_time(whole: str, fraction: str | None) -> int | None:
    """A number of milliseconds, or of seconds, since 1970, in ns; None where it is of no time."""
    unit = NS // 1000 if int(whole) >= MILLISECONDS else NS
    time = int(whole) * unit + int((fraction or "").ljust(9, "0")) * unit // NS
    return time if time <= MOST_NS else None


def program_of(file: str) -> str:
    """Whose line it is, by the file that wrote it."""
    if file in KUBE_PROXY:
        return "kube-proxy"
    return "ingress-nginx" if file in INGRESS_NGINX else OTHERS


def detail_of(rest: str, program: str) -> Leadership | Remark | None:
    """What a message says; None where it is passed over."""
    message, pairs = message_of(rest)
    change = lease_change(message, pairs, program)
    if change is not None:
        return change
    is_kept = program == "ingress-nginx" or (program == "kube-proxy" and "ipvs" in message.lower())
    return Remark(program=program) if is_kept else None


def message_of(rest: str) -> tuple[str, dict[str, str]]:
    """A message and its pairs: of JSON, of structured text, or of free text, which has none."""
    if rest[:1] == "{":
        try:
            entry = json.loads(rest)
        except (ValueError, RecursionError):
            return "", {}
        pairs = {key: value for key, value in entry.items() if isinstance(value, str)}
        return pairs.get("msg", ""), pairs
    if rest[:1] != '"':
        return rest, {}
    message, pairs = message_and_pairs(rest)
    return unquoted(message), pairs


def recognize(head: bytes) -> float:
    """How surely a file is a component's own log: kube-vip's and others' hold klog's lines between theirs."""
    found = likeness(parse, head)
    return found * STRANGE if found and any(STRANGERS.match(line) for line in first_lines(head)) else found


HEAD_FORM: Final = rf"[IWEF]{month_day()} {TIME}\.\d{{6}} +\d{{1,10}} "
TEXT_FORM: Final = rf"{HEAD_FORM}[^\s:\]]{{1,200}}:\d{{1,7}}\]"
OF_KUBE_PROXY: Final = rf"(?:{'|'.join(map(re.escape, sorted(KUBE_PROXY)))}):"
JSON_FORM: Final = (
    r'\{"ts":(?:\d{9}|[0-8]\d{9}|[1-9]\d{11}|[1-8]\d{12})(?:\.\d++)?,(?:"level":"[a-z]+",)?"caller":"'
    rf'(?!(?:[^":\n]*/)?{OF_KUBE_PROXY})[^":\n]{{1,300}}:\d+"{CARRIES_NONE}'
)
PASSING: Final = Passing(
    forms=(
        (OTHERS, rf"{HEAD_FORM}(?!{OF_KUBE_PROXY})[^\s:\]]{{1,200}}:\d{{1,7}}\]|{JSON_FORM}"),
        ("kube-proxy", rf"{HEAD_FORM}{OF_KUBE_PROXY}\d{{1,7}}\]"),
    ),
    telling=(*WORTH, *INGRESS_NGINX),
)
SOURCE: Final[LogSource] = replace(
    line_source(NAME, tells=(Leadership, Remark), parse=parse, passing=PASSING), recognize=recognize
)
