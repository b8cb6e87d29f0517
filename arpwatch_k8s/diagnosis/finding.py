"""What a rule found: an argument in steps, each citing the frames that prove it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.diagnosis.case import RuledOut
from arpwatch_k8s.evidence.reference import FrameRef

T = TypeVar("T")


class Severity(StrEnum):
    """How bad it is; ordered by `rank`."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info, rising."""
        return list(Severity).index(self)


class Confidence(StrEnum):
    """How sure the rule is; ordered by `rank`."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 for low, rising."""
        return list(Confidence).index(self)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an argument and the frames that show it."""

    text: str
    frames: tuple[FrameRef, ...] = ()


PAIRS: Final = 6
"""Of what has two frames, how many a step cites: whole ones, so that each can be followed."""

NO_CONNECTIONS: Final = Connections.of(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A cause that a rule sees in the frames; `start`, `end` in ns UTC.

    because: the argument; against: what contradicts it; missing: what observation would decide; remedy: what to change;
    confirm: the command that proves it; explains: the failed attempts that are its doing, which no other finding then
    explains. ValueError: an argument without a single frame.
    """

    rule: str
    severity: Severity
    confidence: Confidence
    vip: str
    start: int
    end: int
    summary: str
    because: tuple[Step, ...]
    against: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    remedy: str
    confirm: str
    explains: Connections = NO_CONNECTIONS
    vip_cleared: bool = False

    def __post_init__(self) -> None:
        if not self.frames:
            raise ValueError(f"{self.rule}: a finding without frames")

    @property
    def failed(self) -> int:
        """How many failed attempts it explains."""
        return len(self.explains)

    @property
    def frames(self) -> tuple[FrameRef, ...]:
        """All cited frames, each once, in order."""
        return tuple(sorted({frame for step in self.because for frame in step.frames}))


class Outcome(StrEnum):
    """What a run comes to."""

    HEALTHY = "healthy"
    ROOT_CAUSE = "root-cause"
    SYMPTOMS_UNEXPLAINED = "symptoms-unexplained"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer. `cause` is the leading finding's rule, None without one; `summary` says it in one sentence;
    `vip_cleared`: the trouble is real, and not the VIP's; `undecided`: rules that these captures cannot answer for, and
    what they lack; `capture_next`: the command whose capture would tell more, None where it is not needed."""

    outcome: Outcome
    cause: str | None
    summary: str
    findings: tuple[Finding, ...]
    ruled_out: tuple[RuledOut, ...]
    caveats: tuple[str, ...]
    vip_cleared: bool = False
    undecided: tuple[RuledOut, ...] = ()
    capture_next: str | None = None


def some(of: Sequence[T], most: int = 12) -> tuple[T, ...]:
    """At most `most` of some frames, or of what has several, spread evenly over all, first and last among them."""
    if len(of) <= most:
        return tuple(of)
    return tuple(of[round(i * (len(of) - 1) / (most - 1))] for i in range(most))


def turns(frames: Sequence[FrameRef], most: int = 12) -> tuple[FrameRef, ...]:
    """At most `most` of frames that show owners by turns: the first in a row and the last in a row, since every other
    one alone would be of the same owner."""
    half = most // 2
    return tuple(frames) if len(frames) <= most else (*frames[:half], *frames[-half:])
