"""Which faults of settings are about a VIP: those of its pool, its Service, its instance, or of the very programs that
were seen or heard at it.

Fooled by: files of another cluster that gives the same addresses; files that nobody applied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.writing import written
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.linted import Faulty
from arpwatch_k8s.speakers.signatures import SIGNATURES

MOST_FAULTS: Final = 500
"""Faults that are looked at, the worst first: what many thousand manifests have wrong is told by `lint`."""
SURE: Final = 0.8
"""How much of what a speaker sent its program has to explain, so that it counts as heard."""
CONTROLLERS: Final = frozenset(signature.family for signature in SIGNATURES if signature.controller)
"""Programs that give addresses to hosts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """A fault that may be about a VIP."""

    faulty: Faulty
    is_sure: bool
    """Whether it is: files that do not say which addresses they are for leave that open."""


@dataclass(frozen=True, slots=True)
class Configured:
    """The faults of a case's settings that are more than information, and which programs were met at which VIP."""

    faults: tuple[Faulty, ...]
    programs: Mapping[str, frozenset[str]]
    """By address."""
    left: int = 0
    """How many faults more than are looked at."""
    known: dict[str, list[Bearing]] = field(default_factory=dict)
    """What was found out so far, by address."""

    def at(self, vip: str) -> list[Bearing]:
        """The faults that may be about a VIP, the worst first."""
        if vip not in self.known:
            here = self.programs.get(vip, frozenset())
            about = [(one, is_about(one, vip, here)) for one in self.faults]
            self.known[vip] = [Bearing(faulty=one, is_sure=bool(sure)) for one, sure in about if sure is not False]
        return self.known[vip]

    def shown_by(self, rule: str, vip: str) -> list[Bearing]:
        """Those of them that a rule would show."""
        return [one for one in self.at(vip) if rule in one.faulty.check.rules]


NOTHING: Final = Configured((), {})
"""Where there are no settings."""


def configured(case: Case) -> Configured:
    """What a case's settings say against its VIPs."""
    graver = tuple(faulty for faulty in case.settings.faults if faulty.severity is not Severity.INFO)
    looked = graver[:MOST_FAULTS]
    return Configured(looked, programs(case) if looked else {}, left=len(graver) - len(looked))


def is_about(faulty: Faulty, vip: str, here: frozenset[str]) -> bool | None:
    """Whether a fault is about a VIP at which some programs were met; None where that is not to be told."""
    subject = faulty.subject
    for_it = subject.is_for(vip)
    if for_it is False or (here and subject.programs and not subject.programs & here):
        return False
    return True if for_it or (len(subject.programs) > 1 and subject.programs <= here) else None


def programs(case: Case) -> dict[str, frozenset[str]]:
    """By address the programs that announced it, or that by their own word held it or wrote its Service."""
    found: dict[str, set[str]] = {}
    for speaker in case.speakers:
        if speaker.score(speaker.best.family) >= SURE:
            found.setdefault(speaker.vip, set()).add(speaker.best.family)
    said = [(held.vip, held.program) for held in case.cluster]
    for vip, program in (*said, *((held.vip, held.program) for held in case.cluster_held)):
        found.setdefault(vip, set()).add(program)
    for service in written(case):
        found.setdefault(service.address, set()).update(service.programs)
    return {vip: frozenset(several & CONTROLLERS) for vip, several in found.items()}
