"""Findings as numbered spans above a VIP's lanes, and as captions below the plot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol

from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.plotter.records import Across, Span
from arpwatch_k8s.plotter.scale import TEXT_SIZE, Scale
from arpwatch_k8s.plotter.setting import ROOMY
from arpwatch_k8s.plotter.sheet import Caption
from arpwatch_k8s.plotter.text import width, wrapped
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain

DISK: Final = 12.0
"""Diameter of a number's disk, points."""
LABEL_GAP: Final = 10.0
CAPTION_SIZE: Final = 8.5
CAPTION_LINE: Final = 11.5
CAPTION_GAP: Final = 4.0
MOST_LINES: Final = 3
MOST_CAPTIONS: Final = 99
"""What two digits on a disk can number."""

Numbered = tuple[int, Finding]


class Spanned(Protocol):
    """What is drawn as a span: a finding, or an incident of the past."""

    @property
    def rule(self) -> str:
        """What stands beside it."""

    @property
    def severity(self) -> Severity:
        """How bad it is."""

    @property
    def dated(self) -> bool:
        """Whether it has a time."""

    @property
    def start(self) -> int:
        """When it began, ns UTC."""

    @property
    def end(self) -> int:
        """When it ended, ns UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What is drawn as a span and is no finding of this run: an incident of the past, a cause of one side."""

    rule: str
    severity: Severity
    start: int
    end: int
    dated: bool = True


def numbered(findings: Sequence[Finding]) -> tuple[Numbered, ...]:
    """Findings with their numbers, which are those of the report: 1 is the leading one."""
    return tuple(enumerate(findings, 1))


def spans(
    findings: Iterable[tuple[int, Spanned]],
    scale: Scale,
    most_levels: int = ROOMY.levels,
    shown_at: Mapping[int, Sequence[int]] = MappingProxyType({}),
) -> tuple[Span, ...]:
    """Spans of one VIP's findings, by number, on as few levels as keep them apart; what would need more than the most
    has none. A number stands where something was seen that its finding rests on (`shown_at`, ns UTC), in its middle
    else."""
    reach = scale.ns(DISK / 2 + 1)
    found: list[Span] = []
    taken: list[list[tuple[int, int]]] = []
    for number, finding in findings:
        if number > MOST_CAPTIONS or not finding.dated or not scale.shows(finding.start, finding.end):
            continue
        start, end = scale.clipped(finding.start), scale.clipped(finding.end)
        middle = (start + end) // 2
        seen = (time for time in shown_at.get(number, ()) if start <= time <= end)
        place = min(seen, key=lambda time: (abs(time - middle), time), default=middle)
        anchor = min(max(place, scale.start + reach), scale.end - reach)
        label, across = plain(finding.rule), Across.LEFT
        low, high = min(start, anchor - reach), max(end, anchor + reach)
        room = scale.ns(width(label, TEXT_SIZE) + LABEL_GAP)
        if high + room <= scale.end:
            high += room
        elif low - room >= scale.start:
            low, across = low - room, Across.RIGHT
        elif high - anchor >= room + reach:
            across = Across.CENTER
        else:
            label = ""
        apart = (all(high < a or b < low for a, b in line) for line in taken)
        level = next((index for index, fits in enumerate(apart) if fits), len(taken))
        if level == most_levels:
            continue
        if level == len(taken):
            taken.append([])
        taken[level].append((low, high))
        found.append(
            Span(
                number=number,
                severity=finding.severity,
                start=start,
                end=end,
                anchor=anchor,
                level=level,
                label=label,
                across=across,
                goes_on=(finding.start < scale.start, finding.end > scale.end),
            )
        )
    return tuple(found)


def levels(shown: Iterable[Span]) -> int:
    """How many lines the spans need."""
    return max((span.level for span in shown), default=-1) + 1


def captions(
    findings: Sequence[Numbered], scale: Scale, room: float, when: Callable[[int], str], several_vips: bool
) -> tuple[list[Caption], list[str]]:
    """Captions of the findings on the axis, whose `top` is yet to be given, and notes on those left out; `when` writes
    a time.
    """
    shown = [item for item in findings if not item[1].dated or scale.shows(item[1].start, item[1].end)]
    told = [item for item in shown if item[0] <= MOST_CAPTIONS]
    found: list[Caption] = []
    for number, finding in told:
        vip = f"{finding.vip} · " if several_vips else ""
        period = " to ".join(when(time) for time in dict.fromkeys(finding.times or ())) or "without a time"
        found.append(
            Caption(
                number=number,
                severity=finding.severity,
                heading=plain(f"{vip}{finding.rule}"),
                note=f"{finding.severity}, {finding.confidence} confidence · {period}",
                lines=wrapped(plain(finding.summary), room, CAPTION_SIZE, MOST_LINES),
                top=0,
            )
        )
    notes = []
    if outside := len(findings) - len(shown):
        notes.append(f"{plural(outside, 'finding')} outside of the time shown.")
    if more := len(shown) - len(told):
        notes.append(f"{plural(more, 'more finding')} in the report.")
    return found, notes


def height(caption: Caption) -> float:
    """What a caption needs on the page."""
    return CAPTION_LINE * (1 + len(caption.lines)) + CAPTION_GAP
