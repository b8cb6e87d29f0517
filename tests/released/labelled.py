"""What is true of a labelled capture, as the benchmark says it: what it comes to, why, of which VIP, felt from when to
when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.rules import RULES
from arpwatch_k8s.thresholds import NS
from tests.scenarios.remade import Expected, expected_of
from tests.scenarios.truths import truth_of

WELL: Final = "200"
"""The status of a request that went well."""
USERS: Final = ("client.log", "client-pool.log")


class Answer(StrEnum):
    """What a capture can come to; the words of the benchmark."""

    HEALTHY = "healthy"
    ROOT_CAUSE = "root-cause"
    SYMPTOMS = "symptoms"
    INCONCLUSIVE = "inconclusive"


ANSWERS: Final = {
    Outcome.HEALTHY: Answer.HEALTHY,
    Outcome.ROOT_CAUSE: Answer.ROOT_CAUSE,
    Outcome.SYMPTOMS_UNEXPLAINED: Answer.SYMPTOMS,
    Outcome.INCONCLUSIVE: Answer.INCONCLUSIVE,
}
"""What each outcome of ours is called there."""


class Group(StrEnum):
    """What sort of thing is true of a capture."""

    SEVERAL_OWNERS = "several owners"
    MOVE = "a move"
    ONE_OWNER = "the owner, or what is behind it"
    HEALTHY = "healthy"
    UNTOLD = "cannot be told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Of one capture."""

    name: str
    """The scenario's."""
    outcome: Answer
    """What an analysis of it can come to at best."""
    causes: tuple[str, ...]
    """The true cause, then what is as true; none where nothing was wrong, or it cannot be told."""
    group: Group
    """Its sort."""
    vips: tuple[str, ...]
    """All VIPs in it."""
    sick: tuple[str, ...]
    """Those that suffered; none where there is no cause."""
    felt: tuple[int, int] | None
    """From when to when requests failed, ns UTC; None where none did, or there is no cause."""


def truth(folder: Path) -> Truth:
    """A scenario's, from its folder."""
    expected, told = expected_of(folder), truth_of(folder)
    outcome = ANSWERS[Outcome(expected["verdict"]["outcome"])]
    causes = (expected["verdict"]["cause"], *expected["verdict"].get("beside", ()))
    is_sick = outcome is Answer.ROOT_CAUSE
    vips = tuple(told["vips"])
    failures = tuple(failed(folder, told)) if is_sick else ()
    return Truth(
        name=folder.name,
        outcome=outcome,
        causes=causes if is_sick else (),
        group=group_of(outcome, causes[0]),
        vips=vips,
        sick=sick_of(expected, vips, failures) if is_sick else (),
        felt=(min(one.start for one in failures), max(one.end for one in failures)) if failures else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A user's request that did not go well, while the capture ran."""

    vip: int
    """The index of its VIP."""
    start: int
    """When it was made, or the capture began, ns UTC."""
    end: int
    """When it ended."""


def failed(folder: Path, told: dict[str, Any]) -> Iterator[Failed]:
    """The failed requests of a scenario, by what its users noted."""
    times = {event["event"]: round(event["t"] * NS) for event in told["events"]}
    begins, ends = times.get("capture begins", 0), times.get("capture ends", 1 << 63)
    lines = [
        line.split() for name in USERS if (folder / name).exists() for line in (folder / name).read_text().splitlines()
    ]
    paths = [number_of(path) for *_, path in lines]
    ports = max(1, (max(paths, default=0) + 1) // len(told["vips"]))
    for (time, status, seconds, _), number in zip(lines, paths, strict=True):
        end = round(float(time) * NS)
        start = max(begins, end - round(float(seconds) * NS))
        if status != WELL and start <= ends and end >= begins:
            yield Failed(vip=number // ports, start=start, end=min(end, ends))


def number_of(path: str) -> int:
    """The number of the VIP and port that a request was for; a pool talks to the first."""
    first = path.split("/")[1]
    return int(first) if first.isdecimal() else 0


def sick_of(expected: Expected, vips: tuple[str, ...], failures: tuple[Failed, ...]) -> tuple[str, ...]:
    """The VIPs whose users suffered; where none did, the one that the scenario is about."""
    hurt = sorted({one.vip for one in failures})
    return tuple(vips[index] for index in hurt) or (expected["vip"],)


def group_of(outcome: Answer, cause: str) -> Group:
    """The sort of a capture, by what its cause takes to be so."""
    if outcome is Answer.HEALTHY:
        return Group.HEALTHY
    if outcome is not Answer.ROOT_CAUSE:
        return Group.UNTOLD
    return sort_of(next(rule for rule in RULES if rule.id == cause))


def sort_of(rule: Rule) -> Group:
    """The sort of a cause."""
    if Fact.SEVERAL_OWNERS in rule.asserts:
        return Group.SEVERAL_OWNERS
    if rule.moves and Fact.ONE_OWNER not in rule.asserts:
        return Group.MOVE
    return Group.ONE_OWNER
