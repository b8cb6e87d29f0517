"""The whole way: files, by cluster, to facts, to what every check says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks import CHECKS
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Undecided
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers import READERS
from arpwatch_k8s.lint.scopes import Scope, scopes
from arpwatch_k8s.lint.setting import Place
from arpwatch_k8s.lint.subjects import Subject, subjects
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
    subject: Subject
    """What the fault is about."""

    @property
    def severity(self) -> Severity:
        """How bad it is here."""
        return LESS[self.check.severity] if self.fault.severity_is_less else self.check.severity

    @property
    def places(self) -> tuple[Place, ...]:
        """Every setting that makes it a fault, each once."""
        return tuple(dict.fromkeys(side.place for side in self.fault.sides))


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What a check could not decide there."""

    check: Check
    undecided: Undecided
    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """All that was found out."""

    faults: tuple[Faulty, ...] = ()
    """The worst first."""
    undecided: tuple[Open, ...] = ()
    read: tuple[tuple[str, str], ...] = ()
    """Each file that some reader knew, and what it was read as."""
    skipped: tuple[Skipped, ...] = ()
    """What was left, and why."""
    doubts: tuple[tuple[str, int, str], ...] = ()
    """Files with a line in which something could not be read, and what."""


def lint(files: Sequence[File], skipped: Sequence[Skipped] = ()) -> Linted:
    """What the checks say of some files."""
    faults: list[Faulty] = []
    undecided: list[Open] = []
    read: dict[str, str] = {}
    doubts = [
        (document.file, line, why) for file in files for document in file.documents for line, why in document.doubts
    ]
    for scope in scopes(files):
        facts, known, more = facts_of(scope)
        about = subjects(facts)
        read |= known
        doubts += more
        for check in CHECKS:
            for told in check.look(facts):
                match told:
                    case Fault():
                        faults.append(Faulty(check=check, fault=told, scope=scope.name, subject=about(told)))
                    case Undecided():
                        undecided.append(Open(check=check, undecided=told, scope=scope.name))
    unknown = [Skipped(path=file.name, reason="no settings that are known") for file in files if file.name not in read]
    faults.sort(key=lambda each: (-each.severity.rank, each.fault.sides[0].place, each.check.id))
    return Linted(
        faults=tuple(faults),
        undecided=tuple(undecided),
        read=tuple(sorted(read.items())),
        skipped=(*skipped, *unknown),
        doubts=tuple(sorted(doubts)),
    )


def facts_of(scope: Scope) -> tuple[Facts, dict[str, str], list[tuple[str, int, str]]]:
    """What is known of one cluster, what its files were read as, and what in them could not be read."""
    facts, read, doubts = Facts(), dict[str, str](), list[tuple[str, int, str]]()
    for reader in READERS:
        reading = reader.read(scope.files)
        facts += reading.facts
        for name, kind in reading.read.items():
            read[name] = f"{read[name]}, {kind}" if name in read else kind
        doubts += reading.doubts
    return facts, read, doubts
