"""What lines say for a cause at a VIP: more steps to what frames show of it, or a finding where they show nothing.

What is seen outranks what is told: lines raise the confidence of a finding by frames where they decide, and never
replace one. Of text alone nothing is sure: a finding of lines has medium confidence at most, and that only where the
lines themselves leave no other reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step
from arpwatch_k8s.grades import Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What lines say for one cause at one VIP."""

    vip: str
    """The address, canonical text."""
    span: tuple[int, int] | None
    """From when to when they say so, ns UTC; None where it holds for whatever time: then it bears on all that frames
    show of the cause."""
    steps: tuple[Step, ...]
    """What they say, each step with its lines."""
    lifts_to: Confidence
    """How sure, at most, they make a finding by frames, by one grade: low where they settle nothing that frames leave
    open."""
    unless: frozenset[int] = frozenset()
    """Owners whom it says the opposite of: findings that accuse one of these it does not bear out."""
    is_harm: bool = False
    """Whether they tell that somebody felt what frames alone show: then that is more than information."""
    settles: tuple[str, ...] = ()
    """What frames miss, in the words of the rule, and these lines say."""
    remedy: str = ""
    """What they show is to be changed, beside the rule's own remedy."""
    alone: Finding | None = None
    """The finding that they are by themselves; None where they only bear out what frames show."""


Hearing = Callable[[Case], Iterator[Heard | RuledOut]]
"""Reads all that is told of a cause; what looks like it and is not comes back as ruled out."""
