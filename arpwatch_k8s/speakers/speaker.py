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
    """A program that may have spoken; `score`s of one speaker's candidates sum up to 1."""

    program: str
    name: str
    family: str
    score: float
    controller: bool
    manages: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Speaker:
    """One program's part in what `mac`, of `owner`, said of a VIP on a segment: candidates, the likeliest first.

    announcements: frames in which it announced; times: of each, a pair counting once, ns UTC; adverts: advertisements
    of its owner for the VIP; asked: questions in the VIP's name; answered: answers; facts: what was seen, for people;
    frames: those that were used.
    """

    vip: str
    segment: Segment
    view: int
    mac: int
    owner: int
    candidates: tuple[Candidate, ...]
    announcements: int
    times: NDArray[np.int64]
    adverts: int
    asked: int
    answered: int
    facts: tuple[str, ...]
    frames: tuple[FrameRef, ...]

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
