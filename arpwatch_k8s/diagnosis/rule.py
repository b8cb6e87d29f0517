"""A rule: one root cause, and all that others have to know of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.testimony.heard import Hearing

Judged = tuple[list[Finding], list[RuledOut]]
"""What a rule found, and what it considered and rejected, with the reason."""


class Fact(StrEnum):
    """What a cause takes to be so: two that contradict each other cannot both have made one episode."""

    DEAD = "the owner was dead"
    ALIVE = "the owner was alive"
    ONE_OWNER = "one owner held the address"
    SEVERAL_OWNERS = "several held the address"


CONTRADICTIONS: Final = ({Fact.DEAD, Fact.ALIVE}, {Fact.ONE_OWNER, Fact.SEVERAL_OWNERS})
"""The first is about one owner: another one may well be alive meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One root cause."""

    id: str
    """Its name in reports, in lower case with hyphens."""
    title: str
    """What it says of the VIP, in a few words."""
    judge: Callable[[Case], Judged]
    """Looks at every episode of every VIP by itself, whatever other rules say."""
    hear: Hearing | None = None
    """Looks through what lines say for the same cause; None where no line tells of it."""
    needs: tuple[Need, ...] = ()
    """Without which it cannot tell."""
    covers: frozenset[str] = frozenset()
    """Rules whose findings about the same VIP and time are how this cause shows."""
    covers_moves: bool = False
    """The same of all rules about moves."""
    moves: bool = False
    """Whether it is about moves: what a fight for the address looks like to whoever sees its moves alone."""
    by_move: bool = False
    """Whether a move alone brings it about: where the address did not move, that it was not found says nothing."""
    accompanies: bool = False
    """Whether it tells how a cause shows elsewhere: information only, where another cause stands at the same time."""
    danger: bool = False
    """Whether it is a cause before anything has failed."""
    delays: bool = False
    """Whether its harm is attempts that came through late: it heads a verdict where none failed."""
    asserts: frozenset[Fact] = frozenset()
    """What it takes to be so."""

    def explains_by_itself(self, other: Rule) -> bool:
        """Whether another rule's findings at the same time are how this cause shows."""
        return other.id != self.id and (other.id in self.covers or (self.covers_moves and other.moves))
