"""What a program's word that it holds an address is worth: whether it announces, said so again, is all there; what the
wire says to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.correlator.ownership.epochs import EndsBy
from arpwatch_k8s.correlator.testimony.believed import ClusterEpoch, Voice
from arpwatch_k8s.correlator.testimony.standing import HOLDS
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Step
from arpwatch_k8s.diagnosis.signs.claimants import one_at_a_time
from arpwatch_k8s.diagnosis.signs.observation import Unseen
from arpwatch_k8s.diagnosis.signs.writing import NAMES
from arpwatch_k8s.diagnosis.testimony.heard import Heard
from arpwatch_k8s.grades import Confidence
from arpwatch_k8s.logs.details.belief import Belief, Holding, Leadership
from arpwatch_k8s.logs.event import LogEvent, everything

LEADS_BY_ADVERTS: Final = "keepalived"
"""Who leads there announces."""


def said_by(epoch: ClusterEpoch, name: str) -> Step:
    """That a node held an address, by its word; `name`: what people call the program."""
    reason = f" ({epoch.reason})" if epoch.reason else ""
    until = (
        f", until it says that it does no more{reason}"
        if epoch.ended
        else ", and does not take it back as far as its log goes"
    )
    lines = (epoch.said, epoch.ended) if epoch.ended else (epoch.said,)
    return Step(f"{name} on {epoch.node} says that it holds {epoch.vip}{until}", (), lines)


def hear_owner(case: Case) -> Iterator[Heard | RuledOut]:
    """Who is said to hold each address, where it is known which node that is: it bears out that another should not."""
    for epoch in case.cluster:
        if epoch.owner is not None and epoch.voice is not Voice.OBJECT:
            name = NAMES.get(epoch.program, epoch.program)
            yield Heard(
                vip=epoch.vip,
                span=(epoch.start, epoch.heard),
                steps=(said_by(epoch, name),),
                lifts_to=Confidence.LOW,
                unless=frozenset({epoch.owner}),
            )


def announces(case: Case, epoch: ClusterEpoch) -> bool:
    """Whether a program says that it announces or leads, and not merely that an interface has the address."""
    for event in case.logs[epoch.said.log].events:
        if not epoch.start <= event.time <= epoch.heard:
            continue
        match event.detail:
            case Belief(kind=Holding.ANNOUNCED, program=program, address=address) if program == epoch.program:
                if address in (None, epoch.vip):
                    return True
            case Leadership(program=program) if program == epoch.program:
                return True
    return False


def says_again(epoch: ClusterEpoch, time: int) -> bool:
    """Whether a program says at `time` (ns UTC) or later that it holds an address, or that it takes it back."""
    return epoch.last >= time or (epoch.ends_by is EndsBy.WITHDRAWN and epoch.end >= time)


def is_on_one_clock(case: Case, one: ClusterEpoch, other: ClusterEpoch) -> bool:
    """Whether the zones of two logs are known, or are the same, whichever that is; kube-vip runs where there are no
    zones, in UTC."""
    logs = [case.logs[epoch.said.log] for epoch in (one, other)]
    zones = {None if (log.source, log.zone_assumed) == ("kube-vip", "UTC") else log.zone_assumed for log in logs}
    return len(zones) == 1 and not any(log.zone_doubt for log in logs)


def is_excerpt(case: Case, epoch: ClusterEpoch) -> bool:
    """Whether a log has nothing but lines that say who holds something: those that would end it may be left out."""
    log = case.logs[epoch.said.log]
    if log.passed or log.unparsed:
        return False
    return all(isinstance(said.detail, Belief) and said.detail.kind in HOLDS for said in everything(log))


def first_line(case: Case, epoch: ClusterEpoch) -> str:
    """The line that says it first."""
    lines: list[LogEvent] = [event for event in case.logs[epoch.said.log].events if event.line == epoch.said.line]
    return lines[0].text if lines else ""


def contradicted(case: Case, vip: str, span: tuple[int, int]) -> str | None:
    """What frames say against two owners in a time (ns UTC): questions that one alone answered; None where nothing."""
    for record in case.vips:
        if record.vip == vip:
            alone = one_at_a_time(record, *span)
            if isinstance(alone, Unseen):
                return f"On the wire {alone.exposure} then"
    return None
