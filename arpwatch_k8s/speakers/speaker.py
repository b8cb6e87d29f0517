"""What matching comes to: a speaker and the programs that it may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.segment import Segment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNKNOWN: Final = "unknown"
CREDIBLE: Final = 0.2
"""Score from which on a candidate must be reckoned with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A program that may have spoken."""

    program: str
    """Its id."""
    name: str
    """Its name, for people."""
    family: str
    """The product that it belongs to."""
    score: float
    """How likely it is, 0 to 1; those of one speaker's candidates sum up to 1."""
    controller: bool
    """Whether it acts for Kubernetes, or in the place of what does."""
    manages: bool
    """Whether it moves addresses between nodes."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Speaker:
    """One program's part in what a MAC said of a VIP on a segment."""

    vip: str
    """The VIP, as text."""
    segment: Segment
    """Where."""
    view: int
    """The index of the view among the result's views."""
    mac: int
    """The MAC that spoke."""
    owner: int
    """Whose it is; a number of the inventory."""
    candidates: tuple[Candidate, ...]
    """The programs that it may be, the likeliest first."""
    announcements: int
    """Frames in which it announced."""
    times: NDArray[np.int64]
    """When each announcement was, a pair counting once; ns UTC, rising."""
    adverts: int
    """Advertisements of its owner for the VIP."""
    asked: int
    """How often it asked in the VIP's name."""
    answered: int
    """How often it answered."""
    facts: tuple[str, ...]
    """What was seen, for people."""
    frames: tuple[FrameRef, ...]
    """The frames that it was judged by."""

    @property
    def best(self) -> Candidate:
        """The likeliest candidate."""
        return self.candidates[0]

    @property
    def spoke(self) -> bool:
        """Whether it announced or advertised by itself, rather than answer only."""
        return self.announcements > 0 or self.adverts > 0

    @property
    def first(self) -> int | None:
        """When it first announced, ns UTC; None where it did not."""
        return int(self.times[0]) if len(self.times) else None

    @property
    def last(self) -> int | None:
        """When it last announced, ns UTC; None where it did not."""
        return int(self.times[-1]) if len(self.times) else None

    def score(self, family: str) -> float:
        """How likely it is of a family."""
        return sum(candidate.score for candidate in self.candidates if candidate.family == family)

    @property
    def families(self) -> tuple[str, ...]:
        """Families that must be reckoned with."""
        found = dict.fromkeys(candidate.family for candidate in self.candidates)
        return tuple(family for family in found if self.score(family) >= CREDIBLE)
