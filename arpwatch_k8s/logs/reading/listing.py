"""Listings in a text: which of them a line is of, of what time, and on which host it was made.

A line that is nothing but a time is the heading of what follows, with `#` or `=` around it at will. A shell's prompt
names the host, and ends what was listed before: the time is known no more. Where no time is known, a thing that is
listed again begins the next listing.
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
from arpwatch_k8s.logs.source import Clock
from arpwatch_k8s.thresholds import NS

WIDTH_NS: Final = NS
"""`date` prints whole seconds, and the listing follows it."""
HEADING_CHARS: Final = 80
SHELL: Final = "shell"
HEADING: Final = "heading"
"""Whose lines prompts and headings are said to be."""
PROMPT: Final = re.compile(
    r"\[?[\w.-]{1,64}@([A-Za-z0-9][\w.-]{0,252})(?::[^#$%>]{0,200}| [^#$%>]{0,200}\])?[#$%>](?: (.*))?$"
)
NAME: Final = r"([A-Za-z0-9][A-Za-z0-9.-]{0,252})"
HOST: Final = re.compile(
    rf"(?:={{2,}} ?{NAME} ?={{2,}}|-{{2,}} ?{NAME} ?-{{2,}}|#+ ?{NAME} ?#*|==> ?{NAME} ?<=="
    rf"|{NAME} \| (?:CHANGED|SUCCESS) \|.*|{NAME}:)$"
)
"""A host's name by itself between signs, or as Ansible heads what it ran there."""


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
        """Whether a line is nothing but a time, which what follows then has."""
        time = clock.read(line.strip().strip("#= ").strip()) if len(line) <= HEADING_CHARS else None
        if time is None:
            return False
        self._next()
        self._time = time
        return True

    def prompt(self, line: str) -> Remark | None:
        """What a shell's prompt says, which ends a listing and names the host; None where a line is none."""
        match = PROMPT.match(line.strip()) if len(line) <= 4 * HEADING_CHARS else None
        if match is None:
            return None
        if self._seen:
            self._next()
        self.host = match[1]
        return Remark(program=SHELL)

    def named(self, line: str) -> Remark | None:
        """What a heading that is a host's name says; None where a line is none."""
        match = HOST.match(line.strip()) if len(line) <= 4 * HEADING_CHARS else None
        if match is None:
            return None
        self._next()
        name = next(name for name in match.groups() if name)
        self.host = named_host(name)
        return Remark(program=HEADING)

    def said(self, number: int, line: str, detail: Detail, key: Hashable = None) -> LogEvent | Undated:
        """What a line says; `key`: what a listing has but once."""
        if key is not None and key in self._seen and self._time is None:
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

    def _next(self) -> None:
        """The next listing begins, of a time that is not known."""
        self._number += bool(self._seen)
        self._seen.clear()
        self._time = None
