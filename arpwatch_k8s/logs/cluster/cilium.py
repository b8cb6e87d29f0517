"""Cilium's agent: who holds the leases by which one node announces a Service's address on layer 2.

    time=2026-11-22T20:15:23.514640592Z level=info msg="..." module=agent.controlplane.l2-announcer
    time="2026-11-22T20:15:23Z" level=info msg="attempting to acquire leader lease kube-system/..." subsys=klog
    level=info msg="successfully acquired lease kube-system/cilium-l2announce-a-b" subsys=klog
    {"level":"info","msg":"...","subsys":"klog","time":"2026-11-22T20:15:23Z"}

Mostly client-go's lines, logged once more. Without a time, as up to 1.14, a line has that of its wrapper, or else
cannot be placed. An agent that holds a lease may still not answer: it logs nothing about that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

from arpwatch_k8s.logs.cluster.leases import LEASE_WORDS, lease_change
from arpwatch_k8s.logs.cluster.pairs import message_and_pairs
from arpwatch_k8s.logs.details.belief import Leadership, Remark
from arpwatch_k8s.logs.event import LogEvent, Passed
from arpwatch_k8s.logs.reading.lines import Item, line_source, numbered
from arpwatch_k8s.logs.reading.passing import Passing
from arpwatch_k8s.logs.source import Clock
from arpwatch_k8s.thresholds import NS

NAME: Final = "cilium"
LINE: Final = re.compile(r'(?:time="?([^"\s]{19,35})"? )?level=[a-z]{4,7} (?=(?:source=\S{1,300} )?msg=)', re.ASCII)
OBJECT: Final = ('"subsys":"', '"module":"')
JSON_TIME: Final = re.compile(r'"time":"([^"\s]{19,35})"', re.ASCII)
OWN: Final = re.compile(r" (?:subsys=|module=(?:agent|operator|health|clustermesh)[.\s])| module=(?:agent|operator)$")
DECIMALS: Final = re.compile(r"\.(\d{1,9})")
KEPT: Final = ("l2 responder", "l2-announcer", "l2-responder", "client-side throttling")
"""What is kept as a remark: troubles of announcing, and of writing leases in time."""
TELLING: Final = (*LEASE_WORDS, *KEPT)
"""A line without any of these says nothing: a cheap look."""


def parse(lines: Iterable[str], clock: Clock) -> Iterator[Item]:
    """What the agent's lines say."""
    for number, line in numbered(lines):
        if not line or line.isspace():
            continue
        is_json = line[:2] == '{"'
        found = None if is_json else LINE.match(line)
        if is_json:
            is_own = any(map(line.__contains__, OBJECT)) and '"msg":"' in line
            stamp = found[1] if (found := JSON_TIME.search(line)) else None
        else:
            is_own = found is not None and OWN.search(line, found.end()) is not None
            stamp = found[1] if found else None
        yield told(line, number, clock, stamp) if is_own else (number, line)


def told(line: str, number: int, clock: Clock, stamp: str | None) -> Item:
    """What a line of the agent's says."""
    time, width_ns = placed(clock, stamp)
    detail = detail_of(line) if any(map(line.__contains__, TELLING)) else None
    if detail is None:
        return Passed(NAME, time)
    if time is None:
        return number, line
    return LogEvent(time=time, width_ns=width_ns, source=NAME, line=number, text=line, detail=detail)


def placed(clock: Clock, stamp: str | None) -> tuple[int | None, int]:
    """A line's own time and the width of it, or else its wrapper's."""
    if stamp is None:
        outer = clock.outside()
        return (None, NS) if outer is None else (outer.time, outer.width_ns)
    return clock.read(stamp), 1 if DECIMALS.search(stamp) else NS


def detail_of(line: str) -> Leadership | Remark | None:
    """What a line says; None where it is passed over."""
    if line[:1] == "{":
        pairs = object_of(line)
    else:
        _, pairs = message_and_pairs(line)
    change = lease_change(pairs.get("msg", "").strip(), pairs, NAME)
    if change is not None:
        return change
    return Remark(program=NAME) if any(map(line.__contains__, KEPT)) else None


def object_of(line: str) -> dict[str, str]:
    """The texts of a JSON line."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return {key: value for key, value in entry.items() if isinstance(value, str)} if isinstance(entry, dict) else {}


PASSING: Final = Passing(
    forms=(
        (
            NAME,
            r'(?:time="?[\dTZ:.+-]{19,35}"? )?level=[a-z]{4,7} (?:source=\S{1,300} )?msg=[^\n]* '
            r"(?:subsys=|module=(?:agent|operator|health|clustermesh)[. ])",
        ),
    ),
    telling=TELLING,
)
SOURCE: Final = line_source(NAME, tells=(Leadership, Remark), parse=parse, passing=PASSING)
