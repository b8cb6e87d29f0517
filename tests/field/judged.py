"""What a tool said of a capture, held against the truth: of its VIPs alone, for the sick and the healthy alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tests.field.alarm import Alarm
from tests.field.running import Heard
from tests.released.labelled import Answer, Truth


class Mark(StrEnum):
    """What it comes to; each with its sign in the table."""

    RIGHT = "●"
    OTHER = "✕"
    SIGN = "○"
    SILENT = "·"
    ABSTAINED = "?"
    UNREAD = "–"


MEANING = {
    Mark.RIGHT: "names the true cause",
    Mark.OTHER: "names a cause that is not so",
    Mark.SIGN: "says something, and names no cause",
    Mark.SILENT: "says nothing",
    Mark.ABSTAINED: "says that the capture cannot tell",
    Mark.UNREAD: "cannot be given the capture",
}


SHORT = {
    Mark.RIGHT: "true cause",
    Mark.OTHER: "untrue cause",
    Mark.SIGN: "no cause",
    Mark.SILENT: "silent",
    Mark.ABSTAINED: "cannot tell",
    Mark.UNREAD: "not given",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One tool on one capture."""

    tool: str
    """Its name."""
    truth: Truth
    """Of the capture."""
    heard: Heard
    """What the tool made of it."""

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """Those about a VIP, or about no address."""
        vips = {*self.truth.vips}
        return tuple(one for one in self.heard.alarms if not one.addresses or vips & {*one.addresses})

    @property
    def mark(self) -> Mark:
        """What it comes to: the best that any alarm says. Where nothing was wrong, every cause is another one."""
        if self.heard.unread:
            return Mark.UNREAD
        named = {cause for alarm in self.alarms for cause in alarm.causes}
        if named & {*self.truth.causes}:
            return Mark.RIGHT
        if named:
            return Mark.OTHER
        if self.alarms:
            return Mark.SIGN
        return Mark.ABSTAINED if self.heard.abstained else Mark.SILENT

    @property
    def first_s(self) -> float | None:
        """When it first says something, in seconds since the first frame; None where it does not say when."""
        times = [alarm.time_s for alarm in self.alarms if alarm.time_s is not None]
        return min(times, default=None)

    @property
    def cause(self) -> str | None:
        """The cause that it names: the true one, where any of its words covers it; else the first by name."""
        named = {cause for alarm in self.alarms for cause in alarm.causes}
        true = [cause for cause in self.truth.causes if cause in named]
        return next(iter([*true, *sorted(named)]), None)


def of(judged: Iterable[Judged], *outcomes: Answer) -> list[Judged]:
    """Those of captures that come to one of some outcomes."""
    return [one for one in judged if one.truth.outcome in outcomes]


def count(judged: Iterable[Judged], *marks: Mark) -> int:
    """How many have one of some marks."""
    return sum(one.mark in marks for one in judged)
