"""What lanes consist of, as plain records.

Times are ns UTC, lengths points from the page's top left corner. `owner` is the MAC that stands for a node, or another
number where only its name is known (the key into `TimelineLayout.owners`). Where something had to be widened to be
seen, or merged with its neighbors, the record keeps both: `start` and `end` are the truth, `drawn_start` and
`drawn_end` where the ink goes, `count` how many it stands for.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from arpwatch_k8s.evidence.reference import FrameRef, LineRef
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.plotter.trial import TrialLane


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerStyle:
    """How a node looks, or a log whose node nothing tells. `name` is the node's, its MAC or the log's; `short` is it in
    a bar; `tail`, in a narrow one, is the end of its MAC that tells it from all others, or what tells a log from the
    other logs; colors are #rrggbb.

    hatch: pattern that tells it from others of like color or like gray, "" for none; ink: color of text
    upon it; line: its color where it is drawn thin, on the page itself.
    """

    owner: int
    name: str
    mac: str
    short: str
    tail: str
    color: str
    hatch: str
    ink: str
    line: str


class Across(StrEnum):
    """Which part of a text is at its place."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class BarState(StrEnum):
    """What a bar says of ownership."""

    HELD = "held"
    CONTESTED = "contested"
    MERGED = "merged"
    TOGETHER = "together"
    """Several are said to hold it, each by a word that the other's does not end."""
    NOBODY = "nobody"
    """No attempt was accepted in it, and some failed."""
    UNSURE = "unsure"
    """From the last answer before such attempts to the first of them, and from the last of them to the next answer, or
    the capture's end: whether its owner served then was not seen."""
    PATCHY = "patchy"
    """Several stretches of NOBODY with answers between them, too close together to be told apart."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Who held a track. Several owners: split, one strip each, top to bottom in this order; none: unknown.

    count: epochs that it stands for, changes of a contest, or attempts that failed; label: what fits in it, "" where
    nothing does; frame: its first, None where no frame says it.
    """

    start: int
    end: int
    drawn_start: int
    drawn_end: int
    state: BarState
    owners: tuple[int, ...]
    label: str
    count: int
    frame: FrameRef | None


class Form(StrEnum):
    """How an address was claimed; the value is what a legend says."""

    ANNOUNCEMENT_REQUEST = "announcement (ARP request)"
    ANNOUNCEMENT_REPLY = "announcement (ARP reply)"
    ANSWER = "reply to a question"
    ASKS = "request sent from the VIP"
    ADVERTISEMENT = "neighbor advertisement"
    VRRP = "VRRP advertisement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """`count` claims of one form by one owner, and in a crowded lane by `others` more, too close together to be told
    apart; drawn at `start`, where `frame` is."""

    start: int
    end: int
    owner: int
    form: Form
    count: int
    frame: FrameRef
    others: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """`count` symptoms of one kind from one node, or lines of a log, too close together to be told apart; drawn at
    `start`.

    owner: who sent the frame; None where it is the client's, or nobody's that owns the VIP; label: the
    count, where it is more than one and fits beside the mark; line: of its lane, 0 on top, so that marks of
    two nodes do not cover each other; frame: the first one's, None for a line of a log. Of a log, told: the
    first line that a finding cites, or else the first; cited: whether one does.
    """

    start: int
    end: int
    kind: str
    owner: int | None
    count: int
    label: str
    line: int
    frame: FrameRef | None
    told: LineRef | None = None
    cited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Attempts of [start, end), those of them that failed, and the 95 % Wilson interval of the share. One that failed
    lies where it began to fail, another where it began.
    """

    start: int
    end: int
    attempts: int
    failed: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """Failed of attempts, 0 without attempts."""
        return self.failed / self.attempts if self.attempts else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A finding's time and number; `level` is its line in the lane, 0 on top. `anchor`: time under the
    number's center; across: whether the label begins after the span (LEFT), ends before it (RIGHT), or lies on
    it beside the number (CENTER); goes_on: whether it began before the axis, and ends after it.
    """

    number: int
    severity: Severity
    start: int
    end: int
    anchor: int
    level: int
    label: str
    across: Across
    goes_on: tuple[bool, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileBar:
    """The time that a savefile covers; `label` is inside it where it fits, `cut` marks an end that is not
    the proper one.
    """

    start: int
    end: int
    drawn_start: int
    drawn_end: int
    name: str
    label: str
    cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageLane:
    """Savefiles that do not overlap in time, on one line."""

    label: str
    note: str
    top: float
    height: float
    bars: tuple[FileBar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLane:
    """Numbered spans; `label` is in the gutter on the left, as in all lanes."""

    label: str
    note: str
    top: float
    height: float
    level_height: float
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerLane:
    """One track: claimed, used by one `sender` (a MAC), serving, kernel, cluster."""

    track: str
    sender: int | None
    label: str
    note: str
    top: float
    height: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RugLane:
    """Claims of one owner, or of all those beyond the most that get a lane of their own (`owner` is None)."""

    label: str
    note: str
    top: float
    height: float
    owner: int | None
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SymptomLane:
    """Symptoms of one kind, on a line for each node that sent them, in the order of their styles."""

    label: str
    note: str
    top: float
    height: float
    kind: str
    lines: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLane:
    """Lines of one log that say one kind of thing; hollow: they put no packet on the wire."""

    label: str
    note: str
    top: float
    height: float
    hollow: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLane:
    """Share of failed attempts per bin, 0 to `full` on a chart of `chart_height`, and two lines of numbers
    below it.

    Where nothing failed there is no chart (`chart_height` 0), and one line of numbers: the attempts.
    """

    label: str
    note: str
    top: float
    height: float
    chart_height: float
    full: float
    bins: tuple[Bin, ...]


Lane = FindingLane | OwnerLane | RugLane | SymptomLane | LogLane | TrialLane | RateLane


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One VIP on one segment; or several that nothing happened to, or what logs say of none (`vip` is ""). said: what
    is wrong in a few words, before the note; lanes: none where VIPs are only counted.
    """

    vip: str
    heading: str
    note: str
    top: float
    height: float
    lanes: tuple[Lane, ...]
    said: str = ""
