"""The tables of what windows tell: what a row is, and its columns, which files and JSON have alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from arpwatch_k8s.periods.records import Cause, Fought, Found, Lost, Moved, Thing, Told, Tried, Trouble
from arpwatch_k8s.report.tables.column import Column, counts, duration, flag, integer, text, texts, time

if TYPE_CHECKING:
    from arpwatch_k8s.periods.running import Windowed
    from arpwatch_k8s.periods.story import Story

Source = TypeVar("Source")
ItemOut = TypeVar("ItemOut", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A table."""

    name: str
    """Of its file, and of its list in JSON."""
    row: str
    """What a row is."""
    columns: Sequence[Column[Any]]
    """Its columns."""
    sources: Callable[[Windowed, Story], Iterable[object]]
    """What its rows are made from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(Generic[ItemOut]):
    """Something that is told of a window, with the window."""

    window: Told
    item: ItemOut


def place() -> tuple[Column[Thing], ...]:
    """The columns that say where something was."""
    return (
        text("vip", "the VIP", lambda row: row.vip),
        text("segment", "interface id, or if and the kernel's index, with .VLAN where tagged", lambda row: row.segment),
    )


def cause(get: Callable[[Source], Cause | None]) -> tuple[Column[Source], ...]:
    """The columns of what was found."""

    def of(source: Source, name: str) -> str | None:
        found = get(source)
        return None if found is None else str(getattr(found, name))

    return (
        text("rule", "what was found about it: a rule's id", lambda row: of(row, "rule")),
        text("severity", "how bad that is", lambda row: of(row, "severity")),
        text("confidence", "how sure", lambda row: of(row, "confidence")),
        text("summary", "it in a sentence", lambda row: of(row, "summary")),
    )


def over() -> Column[Thing]:
    """The column that says whether something ended."""
    return flag("over", "whether it was seen to be over", lambda row: row.over)


def thing_cause(row: Moved | Trouble) -> Cause | None:
    """What was found about it."""
    return row.cause


def window_cause(row: Told) -> Cause | None:
    """The leading finding of a window."""
    return row.cause


def found_cause(row: Seen[Found]) -> Cause | None:
    """What a finding says."""
    return row.item.cause


WINDOWS: Final[tuple[Column[Told], ...]] = (
    time("start", "its first instant", lambda row: row.start),
    time("end", "the first instant behind it", lambda row: row.end),
    duration("covered", "how much of it captures cover", lambda row: row.covered_ns),
    integer("captures", "captures that have frames of it", lambda row: row.captures),
    integer("drops", "frames that these lost over all their time; missing where none says", lambda row: row.drops),
    integer("one_of", "of so many connections one was judged; 1 where all were", lambda row: row.one_of),
    text("outcome", "what it comes to", lambda row: row.outcome.value),
    *cause(window_cause),
    integer("attempts", "attempts that began in it", lambda row: row.attempts),
    integer("failed", "how many of them failed, whenever they did", lambda row: row.failed),
    integer("broke", "attempts that failed in it, whenever they began", lambda row: row.broke),
    integer("moves", "moves in it", lambda row: len(row.moves) + row.left_out.get("moves", 0)),
    integer("contests", "contests that began in it", lambda row: len(row.contests)),
    integer("outages", "outages that began in it", lambda row: len(row.outages)),
    integer("incidents", "incidents that began in it", lambda row: len(row.incidents)),
    texts("under_way", "what had begun before and went on into it", lambda row: [each.what for each in row.under_way]),
    time("read_start", "from when on was read for it", lambda row: row.read_start),
    time("read_end", "up to when", lambda row: row.read_end),
)
MOVES: Final[tuple[Column[Moved], ...]] = (
    time("time", "the new owner's first frame", lambda row: row.start),
    *place(),
    text("track", "claimed, or serving where nobody claimed the VIP in sight", lambda row: row.track),
    text("before", "the old owner", lambda row: row.before),
    text("after", "the new one", lambda row: row.after),
    text("frame", "what shows it: capture and frame", lambda row: str(row.frame)),
    text("cost", "something, nothing, or unknown where nobody tried", lambda row: row.cost.value),
    integer("attempts", "attempts that began or failed around it", lambda row: row.attempts),
    integer("failed", "how many of them failed", lambda row: row.failed),
    integer("open_connections", "connections through the old owner that were open", lambda row: row.open_connections),
    integer("broken", "how many of them failed afterwards", lambda row: row.broken),
    duration("outage", "how long nobody accepted a connection; missing where not known", lambda row: row.outage_ns),
    text("untold", "why that is not known", lambda row: row.untold),
    time("first_served", "when the new owner first answered a SYN", lambda row: row.first_served),
    duration("overlap", "how long the old owner went on claiming", lambda row: row.overlap_ns),
    integer("announcements", "how often the new owner announced itself around it", lambda row: row.announcements),
    *cause(thing_cause),
)
CONTESTS: Final[tuple[Column[Fought], ...]] = (
    time("start", "the first change of owner in it", lambda row: row.start),
    time("end", "the last one", lambda row: row.end),
    over(),
    *place(),
    texts("owners", "who fought", lambda row: row.owners),
    integer("changes", "how often the owner changed", lambda row: row.changes),
    text("frame", "the first that shows it: capture and frame", lambda row: str(row.frame)),
)
OUTAGES: Final[tuple[Column[Lost], ...]] = (
    time("start", "the first SYN that nobody accepted", lambda row: row.start),
    time("last", "the last such SYN", lambda row: row.last),
    time("end", "the next SYN-ACK, or up to when it was followed", lambda row: row.end),
    over(),
    *place(),
    integer("failed", "attempts that failed in it", lambda row: row.failed),
)
INCIDENTS: Final[tuple[Column[Trouble], ...]] = (
    time("start", "the first failure, contest or move of it", lambda row: row.start),
    time("end", "the last one", lambda row: row.end),
    over(),
    *place(),
    integer("attempts", "attempts that began or failed in it", lambda row: row.attempts),
    integer("failed", "how many of them failed", lambda row: row.failed),
    counts("outcomes", "of these, by outcome", lambda row: row.outcomes),
    integer("contests", "contests that began in it", lambda row: row.contests),
    integer("moves", "handovers in it", lambda row: row.moves),
    integer("outages", "outages that began in it", lambda row: row.outages),
    duration("outage", "how long nobody accepted a connection, at most", lambda row: row.outage_ns),
    duration("outage_least", "the same, at least", lambda row: row.outage_least_ns),
    text("first_frame", "the first frame of what makes it up: capture and frame", lambda row: str(row.first_frame)),
    text("last_frame", "the last one", lambda row: str(row.last_frame)),
    *cause(thing_cause),
)
FINDINGS: Final[tuple[Column[Seen[Found]], ...]] = (
    time("window", "the first instant of the window that it touches", lambda row: row.window.start),
    text("vip", "the address it is about", lambda row: row.item.vip),
    time("start", "when it began", lambda row: row.item.start),
    time("end", "when it ended", lambda row: row.item.end),
    *cause(found_cause),
    integer("failed", "failed attempts that it explains, of all that were read", lambda row: row.item.failed),
    texts("frames", "what it cites: capture and frame", lambda row: map(str, row.item.frames)),
)
ATTEMPTS: Final[tuple[Column[Seen[Tried]], ...]] = (
    time("window", "the first instant of the window that they began in", lambda row: row.window.start),
    text("vip", "the VIP", lambda row: row.item.vip),
    text("segment", "interface and VLAN", lambda row: row.item.segment),
    integer("attempts", "how many there were", lambda row: row.item.attempts),
    integer("answered", "how many a SYN-ACK answered", lambda row: row.item.answered),
    integer("failed", "how many failed", lambda row: row.item.failed),
    counts("outcomes", "how they ended", lambda row: row.item.outcomes),
)


def found(told: Windowed, _: Story) -> Iterator[Seen[Found]]:
    """Findings, window by window."""
    return (Seen(window=window, item=one) for window in told.windows for one in window.findings)


def tried(told: Windowed, _: Story) -> Iterator[Seen[Tried]]:
    """What was tried, window by window."""
    return (Seen(window=window, item=one) for window in told.windows for one in window.tried)


TABLES: Final = (
    Rows(name="windows", row="a window that has captures", columns=WINDOWS, sources=lambda told, _: told.windows),
    Rows(name="moves", row="one change of owner that stayed", columns=MOVES, sources=lambda _, all_: all_.moves),
    Rows(name="incidents", row="failures, contests and moves of one VIP, each within 30 s of the last",
         columns=INCIDENTS, sources=lambda _, all_: all_.incidents),
    Rows(name="contests", row="one fight for a VIP", columns=CONTESTS, sources=lambda _, all_: all_.contests),
    Rows(name="outages", row="a span from a SYN that nobody accepted to the next SYN-ACK", columns=OUTAGES,
         sources=lambda _, all_: all_.outages),
    Rows(name="findings", row="a finding that touches a window", columns=FINDINGS, sources=found),
    Rows(name="attempts", row="what was tried in a window at one VIP and segment", columns=ATTEMPTS, sources=tried),
)  # fmt: skip
