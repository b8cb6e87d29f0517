"""Listings in a text: which of them a line is of, of what time, and on which host it was made.

A line that is nothing but a time is the heading of what follows, with `#` or `=` around it at will. A shell's prompt
names the host, and ends what was listed before: the time is known no more. A thing that is listed again begins the next
listing, of a time that nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from datetime import UTC
from typing import Final

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.belief import Remark
from arpwatch_k8s.logs.details.detail import Detail, NeighborListing
from arpwatch_k8s.logs.event import LogEvent, Undated
from arpwatch_k8s.logs.reading.file_name import named_host
from arpwatch_k8s.logs.reading.lines import TRIED, Lines, Parse
from arpwatch_k8s.logs.reading.shell import prompt, watched
from arpwatch_k8s.logs.source import Clock
from arpwatch_k8s.thresholds import NS

WIDTH_NS: Final = NS
"""`date` prints whole seconds, and the listing follows it."""
HEADING_CHARS: Final = 80
SHELL: Final = "shell"
HEADING: Final = "heading"
"""Whose lines prompts and headings are said to be."""
NAME: Final = r"([A-Za-z0-9][A-Za-z0-9.-]{0,252})"
HOST: Final = re.compile(
    rf"(?:={{2,}} ?{NAME} ?={{2,}}|-{{2,}} ?{NAME} ?-{{2,}}|\*{{2,}} ?{NAME} ?\*{{2,}}|#+ ?{NAME} ?#*|==> ?{NAME} ?<=="
    rf"|{NAME} \| (?:CHANGED|SUCCESS|FAILED|UNREACHABLE!) (?:\||=>).*"
    rf"|\[\d+\] \d\d:\d\d:\d\d \[(?:SUCCESS|FAILURE)\] {NAME}"
    rf"|\[{NAME}\]|{NAME}:)$"
)
"""A host's name by itself between signs, or as Ansible and pssh head what they ran there."""
RULE: Final = re.compile(r"([-=*#~_])\1{2,}$")
"""A line across, as clush puts it above and below a host's name."""
BARE: Final = re.compile(
    r"(?!(?:eth|en|bond|br|vlan|vx|wl|veth|cali|cilium|docker|tap|tun|team|dummy|ib|kube)[a-z]*-?\w{0,12}$)"
    r"[A-Za-z](?=[A-Za-z-]*[0-9-])[A-Za-z0-9-]{1,252}(?:\.[A-Za-z0-9-]{1,63}){0,8}$"
)
"""A name by itself that looks like a host's, with a number or a hyphen, and not like an interface's."""
EACH: Final = re.compile(r"([A-Za-z][A-Za-z0-9.-]{0,252}): ")
"""A host's name before each line, as pdsh and clush have it."""
PLAIN: Final = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)[-_](\d\d)[:-]?(\d\d)[:-]?(\d\d)$", re.ASCII)
"""`date +%F_%T` and `date +%Y%m%d-%H%M%S`."""
CLOCK: Final = re.compile(r"(?<![\w:.])\d{1,2}:\d\d:\d\d(?![\w:])", re.ASCII)


def share(parse: Parse, head: bytes) -> float:
    """The share of a text's first lines that a source can read, of those that no other source of listings can, too:
    headings and prompts are neither."""
    lines = head.decode("utf-8", errors="replace").splitlines()[:TRIED]
    clock = ZoneClock(UTC)
    items = list(parse(Lines(lines, clock), clock))
    unread = sum(isinstance(item, tuple) for item in items)
    own = sum(not isinstance(item, tuple) and not is_common(item.detail) for item in items)
    return own / (own + unread) if own else 0.0


def is_common(detail: Detail) -> bool:
    """Whether listings of any kind may have a line that says this."""
    match detail:
        case NeighborListing():
            return True
        case Remark(program=program):
            return program in (SHELL, HEADING)
        case _:
            return False


class Listings:
    """Where among a file's listings a line is."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._time: int | None = None
        self._number = 1
        self._seen: set[Hashable] = set()
        self.host: str | None = None
        """The host that the listing was made on, as a prompt or a heading names it."""

    @property
    def dated(self) -> bool:
        """Whether the time of what follows is known."""
        return self._time is not None

    def heading(self, line: str, clock: Clock) -> bool:
        """Whether a line is nothing but a time, or the top of `watch`, which what follows then has."""
        if seen := watched(line):
            self._next()
            self.host, self._time = seen[0], clock.read(seen[1])
            return self._time is not None
        if len(line) > HEADING_CHARS:
            return False
        text = line.strip().strip("#=*[]- ")
        time = clock.read(PLAIN.sub(r"\1-\2-\3 \4:\5:\6", text))
        if time is None:
            if CLOCK.search(line):
                self._next()
            return False
        self._next()
        self._time = time
        return True

    def prompt(self, line: str) -> Remark | None:
        """What a shell's prompt says, which ends a listing and names the host; None where a line is none."""
        found = prompt(line)
        if found is None:
            return None
        if self._seen:
            self._next()
        if not found.stays:
            self.host = found.host
        return Remark(program=SHELL)

    def named(self, line: str) -> Remark | None:
        """What a heading that is a host's name says; None where a line is none."""
        text = line.strip()
        if len(line) > 4 * HEADING_CHARS:
            return None
        if RULE.match(text):
            return Remark(program=HEADING)
        if BARE.match(text):
            self._next()
            self.host = text
            return Remark(program=HEADING)
        match = HOST.match(text)
        if match is None:
            return None
        self._next()
        name = next(name for name in match.groups() if name)
        self.host = named_host(name)
        return Remark(program=HEADING)

    def said(self, number: int, line: str, detail: Detail, key: Hashable = None) -> LogEvent | Undated:
        """What a line says; `key`: what a listing has but once."""
        if key is not None and key in self._seen:
            self._next()
        if key is not None:
            self._seen.add(key)
        if self._time is None:
            return Undated(
                source=self._source, listing=self._number, line=number, text=line, detail=detail, host=self.host
            )
        return LogEvent(
            time=self._time,
            width_ns=WIDTH_NS,
            source=self._source,
            line=number,
            text=line,
            detail=detail,
            host=self.host,
        )

    def behind_name(self, line: str) -> str | None:
        """What is behind a host's name, where each line begins with one; None where it does not."""
        match = EACH.match(line)
        if match is None:
            return None
        if match[1] != self.host:
            self._next()
            self.host = match[1]
        return line[match.end() :]

    def _next(self) -> None:
        """The next listing begins, of a time that is not known."""
        self._number += bool(self._seen)
        self._seen.clear()
        self._time = None
