"""What a comparison comes to: the plain record that every form of it is made from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from arpwatch_k8s.comparison.shares import Shares
from arpwatch_k8s.comparison.sides.side import Cause, Side, Station


class Answer(StrEnum):
    """How AFTER stands to BEFORE."""

    BETTER = "better"
    """It fares better, and chance does not account for that."""
    NO_DIFFERENCE = "no-difference"
    """Nothing shows a difference, though one would have shown."""
    CANNOT_TELL = "cannot-tell"
    """One of the sides shows too little."""
    MIXED = "mixed"
    """Better at one VIP or in one respect, worse in another."""
    WORSE = "worse"
    """It fares worse, and chance does not account for that."""

    @property
    def rank(self) -> int:
        """0 for the best."""
        return list(Answer).index(self)


class Fate(StrEnum):
    """What became of a cause."""

    GONE = "gone"
    """It was there before, and AFTER would have shown it."""
    NEW = "new"
    """It is there after, and BEFORE would have shown it."""
    BOTH = "both"
    """It is there on both sides."""
    UNTOLD = "untold"
    """It is there on one side, and the other could not have shown it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One cause at one VIP."""

    rule: str
    """The rule's id."""
    vip: str
    """The address."""
    fate: Fate
    """What became of it."""
    before: Cause | None
    """As BEFORE has it."""
    after: Cause | None
    """As AFTER has it."""
    why: str
    """What shows that it is gone or new, or keeps that from being told."""
    idle: bool = False
    """Whether it cannot be told because the VIP did not move on the side that does not have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One VIP on one segment, on both sides or on one."""

    vip: str
    """The address."""
    before: Station | None
    """None where BEFORE does not have it."""
    after: Station | None
    """None where AFTER does not have it."""
    segments_differ: bool = False
    """Whether they are taken for the same though their segments are called differently: each side knows the VIP on one
    alone."""

    @property
    def segment(self) -> str:
        """Where it was seen, as AFTER says where it has it."""
        station = self.after or self.before
        return station.segment if station else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedVip:
    """What is to be said of one pair."""

    pair: Pair
    """The VIP."""
    answer: Answer
    """How it fares."""
    why: str
    """That in a sentence."""
    shares: Shares | None
    """Its failures; None where one side does not have it."""
    retries: Shares | None
    """Attempts that had to send their SYN again, the same way; None where one side does not say."""
    incidents_p: float | None
    """How likely incidents differ as much by chance; None where one side does not have it."""
    quiet_share: float | None
    """Of stretches as long as the better side was watched, the share that had no trouble on the worse one; None where
    neither is shown to fare better, or no frame says when that was."""
    changed: tuple[Changed, ...]
    """Its causes, if this is the segment on which it was used most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two sides, compared."""

    before: Side
    """The one."""
    after: Side
    """The other."""
    answer: Answer
    """How AFTER stands to BEFORE."""
    summary: str
    """That in a few sentences."""
    vips: tuple[ComparedVip, ...]
    """Each VIP, the worst answer first."""
    caveats: tuple[str, ...]
    """What a reader should bear in mind."""
