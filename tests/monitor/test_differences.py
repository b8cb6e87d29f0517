"""What one look tells after another."""

from dataclasses import replace
from pathlib import Path

import arpwatch_k8s as aw
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.changes.cost import Recovery, Suspicion, VerdictChange, Withdrawal
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence
from arpwatch_k8s.monitor.differences import AGAIN_NS, Told, differences, findings, forget, outcome
from arpwatch_k8s.thresholds import NS
from tests.savefiles import VIP


def told(result: Result, before: Told, *, later: int = 0, confidence: Confidence | None = None) -> list[object]:
    """The rules of the findings that are told of a result, were they to end later, or were they less or more sure."""
    changed = tuple(
        replace(item, end=item.end + later, confidence=confidence or item.confidence)
        for item in result.verdict.findings
        if item.rule == "backend-refuses"
    )
    return [
        change.rule
        for change in findings(replace(result, verdict=replace(result.verdict, findings=changed)), before, 0, 0)
    ]


def test_a_cause_is_told_once_while_it_lasts_and_again_after_a_rest(captures: Path) -> None:
    result, before = aw.analyze(captures / "backend-refuses" / "proxy.pcapng").result, Told()
    rule = "backend-refuses"
    assert told(result, before, confidence=Confidence.LOW) == [rule]
    assert told(result, before) == [rule]
    assert told(result, before, confidence=Confidence.MEDIUM) == []
    # it goes on: every look moves its end a little
    assert [told(result, before, later=AGAIN_NS * tenth // 10) for tenth in range(1, 30)] == [[]] * 29
    assert told(result, before, later=4 * AGAIN_NS + NS) == [rule]
    assert told(result, before, later=4 * AGAIN_NS + NS) == []


def only(result: Result, *rules: str) -> Result:
    """A result, were these its findings: each what the first one is but for its rule."""
    first = result.verdict.findings[0]
    made = tuple(replace(first, rule=rule) for rule in rules)
    return replace(result, verdict=replace(result.verdict, findings=made))


def test_a_cause_that_another_replaces_is_taken_back_in_the_same_line(captures: Path) -> None:
    result, before = aw.analyze(captures / "backend-refuses" / "proxy.pcapng").result, Told()
    (first,) = findings(only(result, "owner-silent"), before, 0, 0)
    assert isinstance(first, Suspicion)
    assert first.instead_of == ()
    (second,) = findings(only(result, "no-local-endpoint"), before, 0, 0)
    assert isinstance(second, Suspicion)
    assert second.instead_of == ("owner-silent",)
    assert second.text.startswith("suspected cause no-local-endpoint, not owner-silent as told before (")


def test_a_cause_that_nothing_replaces_is_taken_back_with_what_speaks_against_it(captures: Path) -> None:
    result, before = aw.analyze(captures / "backend-refuses" / "proxy.pcapng").result, Told()
    assert len(list(findings(only(result, "owner-silent"), before, 0, 0))) == 1
    wait = result.case.thresholds.handover_after_ns
    assert list(findings(only(result), before, 0, 100 * NS)) == []
    assert list(findings(only(result), before, 0, 100 * NS + wait - 1)) == []
    (gone,) = findings(only(result), before, 0, 100 * NS + wait)
    assert isinstance(gone, Withdrawal)
    assert (gone.rule, gone.vip) == ("owner-silent", result.verdict.findings[0].vip)
    assert list(findings(only(result), before, 0, 200 * NS)) == []
    (again,) = findings(only(result, "owner-silent"), before, 0, 201 * NS)
    assert isinstance(again, Suspicion)


def test_a_cause_that_comes_and_goes_is_told_once_and_so_is_the_outcome(captures: Path) -> None:
    result, before = aw.analyze(captures / "backend-refuses" / "proxy.pcapng").result, Told()
    told: list[object] = []
    for second in range(20):
        is_there = second % 2 == 0
        rules = ("split-brain",) if is_there else ()
        ends_as = Outcome.ROOT_CAUSE if is_there else Outcome.SYMPTOMS_UNEXPLAINED
        look = only(result, *rules)
        look = replace(look, verdict=replace(look.verdict, outcome=ends_as))
        told += [*findings(look, before, 0, second * NS), *outcome(look, before, 0, second * NS)]
    assert [type(change) for change in told] == [Suspicion, VerdictChange]
    calm = replace(only(result), verdict=replace(only(result).verdict, outcome=Outcome.HEALTHY))
    calmer = [[*outcome(calm, before, 0, second * NS)] for second in range(20, 26)]
    assert [len(changes) for changes in calmer] == [0, 0, 0, 1, 0, 0]


def test_service_that_comes_back_is_told_once_for_each_outage_that_was_told(captures: Path) -> None:
    result, before = aw.analyze(captures / "service-not-programmed" / "proxy.pcapng").result, Told()
    every = list(differences(result, before, ["eth0"], result.case.end or 0, result.case.end or 0))
    back = [change for change in every if isinstance(change, Recovery)]
    assert len(back) == sum(outage.over for record in result.case.vips for outage in record.outages) > 1
    assert list(differences(result, before, ["eth0"], result.case.end or 0, result.case.end or 0)) == []
    assert back[0].text.startswith("serves again after ")


def test_what_was_told_of_segments_of_which_nothing_is_held_is_forgotten() -> None:
    before = Told(
        handovers={(VIP, "eth0"): 1, (VIP, "eth0.7"): 2},
        epochs={(VIP, "eth0", "used", 5): 3, (VIP, "eth0.7", "used", 5): 4},
        failures={(VIP, "eth0.7"): (5, 0)},
        recovered={(VIP, "eth0"): 6},
    )
    forget(before, {(VIP, "eth0")})
    assert (before.handovers, before.epochs) == ({(VIP, "eth0"): 1}, {(VIP, "eth0", "used", 5): 3})
    assert (before.failures, before.recovered) == ({}, {(VIP, "eth0"): 6})
