"""What was found in settings, and what could not be decided: records, without what finds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.subject import NO_SUBJECT

if TYPE_CHECKING:
    from arpwatch_k8s.lint.check import Check
    from arpwatch_k8s.lint.fault import Fault, Side, Undecided
    from arpwatch_k8s.lint.ignoring import Ignore
    from arpwatch_k8s.lint.setting import Place
    from arpwatch_k8s.lint.subject import Subject
    from arpwatch_k8s.savefile.info import Skipped

LESS: Final = {
    Severity.CRITICAL: Severity.WARNING,
    Severity.WARNING: Severity.INFO,
    Severity.INFO: Severity.INFO,
}
"""One grade less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faulty:
    """What a check found in the settings of one cluster."""

    check: Check
    fault: Fault
    scope: str
    subject: Subject = NO_SUBJECT
    """What the fault is about."""

    @property
    def severity(self) -> Severity:
        """How bad it is here."""
        return LESS[self.check.severity] if self.fault.severity_is_less else self.check.severity

    @property
    def places(self) -> tuple[Place, ...]:
        """Every setting that makes it a fault, each once."""
        return tuple(dict.fromkeys(side.place for side in self.fault.sides))

    @property
    def sides(self) -> tuple[Side, ...]:
        """What it rests on."""
        return self.fault.sides


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What a check could not decide there."""

    check: Check
    undecided: Undecided
    scope: str

    @property
    def sides(self) -> tuple[Side, ...]:
        """What it would be about."""
        return self.undecided.sides


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """What a comment in a file asks to pass over."""

    what: Faulty | Open
    by: Ignore


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """All that was found out."""

    faults: tuple[Faulty, ...] = ()
    """The worst first."""
    undecided: tuple[Open, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    """Faults and open questions that somebody knows of, with their reasons."""
    checks: tuple[Check, ...] = ()
    """Those that were asked."""
    read: tuple[tuple[str, str], ...] = ()
    """Each file that some reader knew, and what it was read as."""
    skipped: tuple[Skipped, ...] = ()
    """What was left, and why."""
    unreadable: tuple[Skipped, ...] = ()
    """What could not be looked at at all, and why; not among those that were left."""
    doubts: tuple[tuple[str, int, str], ...] = ()
    """Files with a line in which something could not be read, and what."""
    cut: tuple[str, ...] = ()
    """Files that break off: what stands behind that was not read."""
    lines: Mapping[tuple[str, int], str] = field(default_factory=dict)
    """The lines that are cited, by file and number."""
