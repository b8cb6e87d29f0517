"""What a rule found: an argument in steps, each citing the frames, the lines and the settings that show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final, TypeVar

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.diagnosis.case import RuledOut
from arpwatch_k8s.diagnosis.proof import Proof, told
from arpwatch_k8s.evidence.reference import FrameRef, LineRef
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.lint.setting import Place
from arpwatch_k8s.wording.counts import plural

T = TypeVar("T")


@cache
def by_rule() -> dict[str, tuple[str, ...]]:
    """Checks by the rules that would show what they tell of. They are imported when something was found: there are as
    many as there are rules."""
    from arpwatch_k8s.lint.checks import CHECKS

    rules = {rule for check in CHECKS for rule in check.rules}
    return {rule: tuple(sorted(check.id for check in CHECKS if rule in check.rules)) for rule in rules}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an argument, the frames that show it, the lines that say it, the settings that lead to it."""

    text: str
    frames: tuple[FrameRef, ...] = ()
    lines: tuple[LineRef, ...] = ()
    settings: tuple[Place, ...] = ()

    @property
    def cites(self) -> bool:
        """Whether it cites anything."""
        return bool(self.frames or self.lines or self.settings)


SURER: Final = {Confidence.LOW: Confidence.MEDIUM, Confidence.MEDIUM: Confidence.HIGH, Confidence.HIGH: Confidence.HIGH}
"""One grade more."""
PAIRS: Final = 6
"""Of what has two frames, how many a step cites: whole ones, so that each can be followed."""

NO_CONNECTIONS: Final = Connections.of(())


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Finding:
    """A cause that a rule sees in frames or reads in lines. ValueError: an argument without a single one of either."""

    rule: str
    """The rule's id."""
    severity: Severity
    """How bad it is."""
    confidence: Confidence
    """How sure it is, rivals considered."""
    vip: str
    """The address it is about."""
    owner: int | None = None
    """The owner that it accuses or clears; None where it is about several, or none."""
    start: int
    """When it began, ns UTC."""
    end: int
    """When it ended, ns UTC."""
    summary: str
    """Who did what, in a sentence; how many failures that explains is added where findings are weighed."""
    because: tuple[Step, ...]
    """The argument."""
    against: tuple[str, ...] = ()
    """What contradicts it."""
    missing: tuple[str, ...] = ()
    """What observation would decide."""
    instead: tuple[str, ...] = ()
    """What else would explain the same, and what decides between the two."""
    remedy: str
    """What to change."""
    proofs: tuple[Proof, ...]
    """What proves it: commands, and what to read."""
    explains: Connections = NO_CONNECTIONS
    """The failed attempts that are its doing; each is explained by one finding at most once findings are weighed."""
    count: int = 1
    """How many findings of one kind it stands for."""
    vip_cleared: bool = False
    """Whether the trouble is real, and not the VIP's."""
    dated: bool = True
    """Whether anything that it rests on has a time; if not, `start` and `end` are 0 and are not shown."""

    def __post_init__(self) -> None:
        if not any(step.frames or step.lines for step in self.because):
            raise ValueError(f"{self.rule}: a finding without frames or lines")

    def __repr__(self) -> str:
        return f"<Finding {self.rule} at {self.vip}, {self.severity}, {self.confidence} confidence>"

    @property
    def times(self) -> tuple[int, int] | None:
        """When it began and ended, ns UTC; None where nothing that it rests on has a time."""
        return (self.start, self.end) if self.dated else None

    @property
    def failed(self) -> int:
        """How many failed attempts it explains."""
        return len(self.explains)

    @property
    def frames(self) -> tuple[FrameRef, ...]:
        """All cited frames, each once, in order."""
        return tuple(sorted({frame for step in self.because for frame in step.frames}))

    @property
    def lines(self) -> tuple[LineRef, ...]:
        """All cited lines, each once, in order."""
        return tuple(sorted({line for step in self.because for line in step.lines}))

    @property
    def settings(self) -> tuple[Place, ...]:
        """All cited settings, each once, in order."""
        return tuple(sorted({place for step in self.because for place in step.settings}))

    @property
    def confirm(self) -> str:
        """What proves it, in one text."""
        return told(self.proofs)

    @property
    def checks(self) -> tuple[str, ...]:
        """The checks of `arpwatch-k8s lint` that tell of settings which lead to this, by id."""
        return by_rule().get(self.rule, ())


class Outcome(StrEnum):
    """What a run comes to."""

    HEALTHY = "healthy"
    ROOT_CAUSE = "root-cause"
    SYMPTOMS_UNEXPLAINED = "symptoms-unexplained"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Verdict:
    """The answer."""

    outcome: Outcome
    """What it comes to."""
    cause: str | None
    """The leading finding's rule, None without one."""
    summary: str
    """It in one sentence."""
    findings: tuple[Finding, ...]
    """What was found, the leading cause first."""
    candidates: tuple[Finding, ...] = ()
    """Causes that are possible, and that nothing here decides between."""
    ruled_out: tuple[RuledOut, ...]
    """Causes that were considered and rejected, each with what refuted it."""
    caveats: tuple[str, ...]
    """What a reader should bear in mind."""
    vip_cleared: bool = False
    """Whether the trouble is real, and not the VIP's."""
    undecided: tuple[RuledOut, ...] = ()
    """Rules that these captures cannot answer for, and what they lack."""
    capture_next: str | None = None
    """The command whose capture would tell more, None where it is not needed."""

    def __repr__(self) -> str:
        said = f"{self.outcome}: {self.cause}" if self.cause else self.outcome
        return f"<Verdict {said}, {plural(len(self.findings), 'finding')}>"


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
