"""What probes heard, by run and address."""

from dataclasses import replace

import pytest

from arpwatch_k8s.correlator.testimony.probes import DATED, answers, pings
from arpwatch_k8s.logs.details.belief import Conflict
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.details.listed import ArpAnswer, ArpCount, ArpSilence, Echo, EchoResult
from arpwatch_k8s.logs.event import Log, LogEvent, Undated
from arpwatch_k8s.thresholds import NS
from tests.correlator.conversation import A, B

VIP, OTHER = "192.0.2.80", "192.0.2.81"


def log(*said: tuple[int, Detail]) -> Log:
    """What runs say; that of run 0 has a time."""
    events, undated = [], []
    for line, (run, detail) in enumerate(said, 1):
        if run == DATED:
            events.append(LogEvent(time=line, width_ns=1, source="any", line=line, text="", detail=detail))
        else:
            undated.append(Undated(source="any", listing=run, line=line, text="", detail=detail))
    return Log(
        path="arping.txt",
        source="any",
        tells=(),
        events=tuple(events),
        lines=len(said),
        unparsed=(),
        zone_assumed=None,
        undated=tuple(undated),
    )


def answer(mac: int, address: str | None = VIP) -> ArpAnswer:
    return ArpAnswer(address=address, mac=mac)


def test_answers_are_counted_by_run_address_and_mac() -> None:
    first, second, third = answers(
        [
            log(
                (1, answer(A)),
                (1, Conflict(kind="two_macs_answer", address=VIP, mac=B)),
                (1, answer(A)),
                (1, ArpSilence(address=VIP)),
                (1, ArpCount(address=VIP, asked=3, answers=3, extra=1)),
                (2, answer(B)),
                (2, answer(B, OTHER)),
            )
        ]
    )
    assert (dict(first.macs), first.silent, first.extra, first.lines) == ({A: 2, B: 1}, 1, 1, {A: 1, B: 2})
    assert [(run.run, run.address, dict(run.macs)) for run in (second, third)] == [(2, VIP, {B: 1}), (2, OTHER, {B: 1})]


def test_what_has_a_time_is_one_run_and_other_conflicts_are_none() -> None:
    (only,) = answers([log((DATED, answer(A)), (DATED, Conflict(kind="martian", address=VIP, mac=B)))])
    assert (only.run, dict(only.macs)) == (DATED, {A: 1})
    assert not list(answers([log((1, answer(A, None)))]))


def test_pings_are_counted_by_what_came_of_them_and_from_whom() -> None:
    def result(kind: Echo, sender: str | None, address: str | None = VIP) -> EchoResult:
        return EchoResult(kind=kind, address=address, sender=sender, sequence=1)

    said = [
        result(Echo.REDIRECT, OTHER),
        result(Echo.REDIRECT, OTHER),
        result(Echo.SILENT, None),
        result(Echo.REDIRECT, OTHER, None),
    ]
    (found,) = pings([log(*((1, detail) for detail in said))])
    assert (found.address, found.results) == (VIP, {(Echo.REDIRECT, OTHER): 2, (Echo.SILENT, None): 1})


def run(*macs: int, count: ArpCount | None = None, step: int = 0) -> Log:
    """One run with these answers, `step` ns from each other; without times where that is 0."""
    said = [ArpAnswer(address=VIP, mac=mac) for mac in macs]
    if not step:
        return log(*((1, detail) for detail in said), *([(1, count)] if count else []))
    timed = log(*((DATED, detail) for detail in said))
    return replace(timed, events=tuple(replace(event, time=n * step) for n, event in enumerate(timed.events)))


@pytest.mark.parametrize(
    ("told", "at_once"),
    [
        (run(A, B, A), True),
        (run(A, A, B, B, B, A), True),
        (run(A, B), False),
        (run(A, A, A, B, B, B, B, B), False),
        (run(A, A, *[B] * 9, A), False),
        (run(A, B, count=ArpCount(address=VIP, asked=1, answers=2)), True),
        (run(A, B, count=ArpCount(address=VIP, asked=2, answers=2, extra=0)), False),
        (run(A, A, B, count=ArpCount(address=VIP, asked=2, answers=3, extra=1)), True),
        (run(A, *[B] * 30, count=ArpCount(address=VIP, asked=30, answers=31, extra=1)), False),
        (run(A, A, count=ArpCount(address=VIP, asked=1, answers=2, extra=1)), False),
        (run(A, B, A, step=NS), True),
        (run(A, B, A, step=60 * NS), False),
    ],
    ids=[
        "A again after one of B",
        "A again after three of B",
        "A, then B",
        "a move",
        "a move there and back",
        "two answers to one question",
        "an answer to each question",
        "more answers than a few questions",
        "more answers than many questions, and a move",
        "one that answers twice",
        "A again within seconds",
        "moves a minute from each other",
    ],
)
def test_two_at_once_are_told_from_a_move(told: Log, at_once: bool) -> None:
    (only,) = answers([told])
    assert only.is_at_once == at_once
