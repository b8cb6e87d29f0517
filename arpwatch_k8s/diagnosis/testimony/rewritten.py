"""One program writes Services again and again, by its log, and settings name another that takes the same Services.

The log alone says that somebody may undo what it writes, and not who; settings alone that two would fight, and not that
they did. A controller that starts writes each Service once, at the same pace: only a Service that is written again
makes it more than possible.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.faulted import remedy, step
from arpwatch_k8s.diagnosis.finding import Step
from arpwatch_k8s.diagnosis.signs.configured import Bearing, configured
from arpwatch_k8s.diagnosis.signs.writing import Write, addresses_of, called
from arpwatch_k8s.diagnosis.testimony import two_controllers
from arpwatch_k8s.diagnosis.testimony.felt import felt
from arpwatch_k8s.diagnosis.testimony.heard import Heard
from arpwatch_k8s.diagnosis.testimony.two_controllers import ID, cited, finding
from arpwatch_k8s.diagnosis.told import LOOP_NS, LOOPS
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.grades import Confidence
from arpwatch_k8s.logs.details.belief import Reconcile, Reconciling
from arpwatch_k8s.logs.event import telling
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import listed, seconds, times

MOST_VIPS: Final = 4
"""Addresses that a log which names none is held to be about."""
MOST_SERVICES: Final = 4
APPLIED: Final = "Whether the cluster runs what these files say: kubectl get pods -A -o yaml | grep -E '{programs}'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """Writes of one program in one log, in order of lines."""

    program: str
    writes: tuple[Write, ...]
    services: tuple[str, ...]
    """Those that it names, each once."""

    @property
    def span(self) -> tuple[int, int]:
        """From when to when, ns UTC."""
        dated = [write.time for write in self.writes if write.time is not None]
        return min(dated), max(dated)

    @property
    def is_again(self) -> bool:
        """Whether some Service must have been written more than once."""
        return len(self.writes) > len(self.services) > 0


def hear(case: Case) -> Iterator[Heard | RuledOut]:
    """All that lines say of two programs, with what settings say of the second."""
    found = list(two_controllers.hear(case))
    yield from found
    known = {one.vip for one in found if isinstance(one, Heard)}
    settings = configured(case)
    pairs = [each for each in settings.faults if ID in each.check.rules and len(each.subject.programs) > 1]
    for loop in loops(case) if pairs else ():
        for vip in about(case, loop):
            bearings = [one for one in settings.shown_by(ID, vip) if loop.program in one.faulty.subject.programs]
            other = next((one for one in bearings if len(one.faulty.subject.programs) > 1), None)
            if vip not in known and other is not None:
                known.add(vip)
                yield heard(case, vip, loop, other)


def loops(case: Case) -> Iterator[Loop]:
    """Each log in which one program writes at the pace of a loop."""
    for number, log in case.logs_telling(Reconcile):
        writes: list[Write] = []
        services: dict[str, None] = {}
        for event, detail in telling(log.events, Reconcile):
            if detail.kind is Reconciling.UPDATED:
                place = LineRef(number, event.line)
                program = detail.program
                writes.append(Write(program=program, name=program, time=event.time, line=place, by_server=False))
                services |= {detail.service: None} if detail.service else {}
        if len(writes) >= LOOPS and len({write.program for write in writes}) == 1:
            loop = Loop(program=writes[0].program, writes=tuple(writes), services=tuple(services))
            if len(writes) * LOOP_NS >= loop.span[1] - loop.span[0]:
                yield loop


def about(case: Case, loop: Loop) -> list[str]:
    """The addresses of the Services that are written; where no line tells them, those at which something failed."""
    known = addresses_of(case)
    named = list(dict.fromkeys(known[service] for service in loop.services if service in known))
    if named:
        return named
    vips = dict.fromkeys([*(record.vip for record in case.vips), *case.missing_vips])
    return [vip for vip in vips if felt(case, vip, None) is not None][:MOST_VIPS]


def heard(case: Case, vip: str, loop: Loop, other: Bearing) -> Heard:
    """The finding that a loop and a fault of settings make together."""
    start, end = loop.span
    pair = sorted(other.faulty.subject.programs)
    more = [f"{len(loop.services) - MOST_SERVICES} more"] if len(loop.services) > MOST_SERVICES else []
    which = listed([*loop.services[:MOST_SERVICES], *more]) if loop.services else "Services"
    wrote = f"{called(loop.program)} wrote to {which}, {times(len(loop.writes))} within {seconds(max(NS, end - start))}"
    pace = "" if loop.is_again else ": the pace of a loop, or of one pass over all Services"
    is_named = vip in addresses_of(case).values()
    sure = loop.is_again and other.is_sure and is_named
    names = " and ".join(called(program) for program in pair)
    alone = finding(
        case,
        vip,
        pair,
        steps=(Step(f"{wrote}{pace}", (), cited(loop.writes)), step(other, vip)),
        span=(start, end),
        summary=f"Two controllers may act on one Service: by settings {names} take the same, and {wrote}",
        confidence=Confidence.MEDIUM if sure else Confidence.LOW,
        missing=(
            two_controllers.BY_TURNS.format(service=loop.services[0] if loop.services else "NAME"),
            APPLIED.format(programs="|".join(pair)),
            *(() if is_named else (f"Which Service has {vip}: no line tells",)),
        ),
    )
    return Heard(
        vip=vip,
        span=(start, end),
        steps=alone.because[:1],
        lifts_to=Confidence.LOW,
        alone=replace(alone, remedy=remedy(replace(alone, remedy=""), [other])),
    )
