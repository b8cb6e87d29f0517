"""Findings held against each other: who explains what, what is struck, what leads."""

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.diagnose import diagnose
from arpwatch_k8s.diagnosis.episodes import episodes
from arpwatch_k8s.diagnosis.finding import Finding, Outcome
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.rules import RULES
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.explanations import finding, rule
from tests.savefiles import MAC_A, NS, VIP, announcement, exchange, pcapng, question, save, segment

ALIVE, DEAD = frozenset({Fact.ALIVE}), frozenset({Fact.DEAD})
ONE, SEVERAL = frozenset({Fact.ONE_OWNER}), frozenset({Fact.SEVERAL_OWNERS})


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Ten lost attempts within ten seconds, three more a minute later, and one that was served before."""
    lost = [(round(at * NS), segment("S", port=41000 + n, seq=7)) for n, at in enumerate([*range(5, 15), 80, 81, 82])]
    frames = [(0, announcement(MAC_A)), *exchange(NS, 40000), *lost, (100 * NS, question())]
    return analyze([save(tmp_path / "x.pcapng", pcapng(frames))], vips=[VIP]).case


def failed(case: Case, *which: int) -> Connections:
    """Some of the lost attempts, by their place."""
    every = case.vips[0].failed
    return every.only(every[at] for at in which)


def told(case: Case, *rules: Rule) -> list[tuple[str, int]]:
    """Findings of a verdict, each with how many failures it explains."""
    return [(one.rule, one.failed) for one in diagnose(case, rules).findings]


def test_failures_close_together_are_one_episode(case: Case) -> None:
    assert [len(one.failed) for one in episodes(case.vips[0], case.thresholds)] == [10, 3]


def test_the_surest_explains_first_and_leaves_the_rest(case: Case) -> None:
    sure = rule("sure", finding("sure", explains=failed(case, 0, 1, 2)))
    wide = rule("wide", finding("wide", explains=failed(case, *range(10)), confidence=Confidence.MEDIUM))
    assert told(case, wide, sure) == [("wide", 7), ("sure", 3)]
    assert diagnose(case, [wide, sure]).cause == "wide"


def test_an_attempt_is_explained_once(case: Case) -> None:
    rules = [rule(name, finding(name, explains=failed(case, *range(10)))) for name in ("a", "b", "c")]
    verdict = diagnose(case, rules)
    assert sum(one.failed for one in verdict.findings) == 10
    assert len(verdict.findings) == 1


def test_what_contradicts_the_best_is_struck_for_the_whole_episode_and_told(case: Case) -> None:
    dead = rule("dead", finding("dead", explains=failed(case, *range(9)), owner=1), asserts=DEAD)
    alive = rule(
        "alive", finding("alive", explains=failed(case, 9), owner=1, confidence=Confidence.MEDIUM), asserts=ALIVE
    )
    verdict = diagnose(case, [alive, dead])
    assert [one.rule for one in verdict.findings] == ["dead"]
    assert "alive (medium confidence, 1 failed attempt): alive" in verdict.findings[0].instead[0]
    assert any(out.rule == "alive" and "contradicts" in out.why for out in verdict.ruled_out)


def test_one_owner_may_be_dead_while_another_is_alive(case: Case) -> None:
    dead = rule("dead", finding("dead", explains=failed(case, *range(6)), owner=1), asserts=DEAD)
    alive = rule("alive", finding("alive", explains=failed(case, *range(6, 10)), owner=2), asserts=ALIVE)
    assert told(case, dead, alive) == [("dead", 6), ("alive", 4)]


def test_another_episode_may_have_the_opposite_cause(case: Case) -> None:
    dead = rule("dead", finding("dead", explains=failed(case, *range(10)), owner=1), asserts=DEAD)
    alive = rule("alive", finding("alive", explains=failed(case, 10, 11, 12), owner=1), asserts=ALIVE)
    assert told(case, dead, alive) == [("dead", 10), ("alive", 3)]


def test_two_that_contradict_each_other_and_are_as_good_are_candidates_and_no_cause(case: Case) -> None:
    every = failed(case, *range(10))
    one = rule("one", finding("one", explains=every, confidence=Confidence.MEDIUM), asserts=ONE)
    several = rule("several", finding("several", explains=every, confidence=Confidence.MEDIUM), asserts=SEVERAL)
    verdict = diagnose(case, [one, several])
    assert (verdict.outcome, verdict.cause) == (Outcome.SYMPTOMS_UNEXPLAINED, None)
    assert {found.rule for found in verdict.candidates} == {"one", "several"}


def test_a_cause_of_a_part_is_not_the_headline(case: Case) -> None:
    part = rule("part", finding("part", Severity.CRITICAL, failed(case, 0, 1)))
    verdict = diagnose(case, [part])
    assert (verdict.outcome, verdict.cause) == (Outcome.SYMPTOMS_UNEXPLAINED, None)
    assert [one.rule for one in verdict.candidates] == ["part"]


def test_what_explains_next_to_nothing_is_no_explanation(case: Case) -> None:
    most = rule("most", finding("most", explains=failed(case, *range(1, 10))))
    least = rule("least", finding("least", explains=failed(case, *range(1)), confidence=Confidence.MEDIUM))
    assert told(case, most, least) == [("most", 9), ("least", 1)]
    wide = rule("wide", finding("wide", explains=failed(case, 10, 11, 12)))
    assert told(case, most, least, wide) == [("most", 9), ("wide", 3), ("least", 1)]


def test_a_low_confidence_heads_no_verdict_though_it_be_a_danger(case: Case) -> None:
    every = failed(case, *range(10))
    assert diagnose(case, [rule("a", finding("a", explains=every, confidence=Confidence.LOW))]).cause is None
    for sure, cause in ((Confidence.LOW, None), (Confidence.MEDIUM, "danger")):
        danger = finding("danger", confidence=sure)
        assert diagnose(case, [rule("danger", danger, danger=True)]).cause == cause


def test_a_danger_that_failed_nothing_leads_no_cause_that_did(case: Case) -> None:
    danger = rule("danger", finding("danger", Severity.CRITICAL), danger=True)
    cause = rule("cause", finding("cause", explains=failed(case, *range(8))))
    note = rule("note", finding("note", Severity.INFO))
    assert told(case, danger, cause, note) == [("cause", 8), ("danger", 0), ("note", 0)]
    assert diagnose(case, [danger, cause, note]).cause == "cause"


def test_what_a_graver_cause_explains_is_told_as_ruled_out(case: Case) -> None:
    rules = [
        rule("brain", finding("brain"), danger=True),
        rule("flaps", finding("flaps"), finding("flaps", vip="192.0.2.81"), moves=True, danger=True),
        rule("two", finding("two"), covers=frozenset({"brain"}), covers_moves=True, danger=True),
    ]
    verdict = diagnose(case, rules)
    assert [(one.rule, one.vip) for one in verdict.findings] == [("flaps", "192.0.2.81"), ("two", VIP)]
    assert {(out.rule, out.why.split(":")[0]) for out in verdict.ruled_out} == {
        ("brain", "explained by two"),
        ("flaps", "explained by two"),
    }


def test_a_lesser_cause_explains_nothing_away(case: Case) -> None:
    lesser = rule("lesser", finding("lesser", Severity.INFO), covers=frozenset({"grave"}))
    grave = rule("grave", finding("grave"), danger=True)
    assert [name for name, _ in told(case, lesser, grave)] == ["grave", "lesser"]


def test_what_accompanies_another_cause_is_no_cause_beside_it(case: Case) -> None:
    loop = rule("loop", finding("loop"), accompanies=True, danger=True)
    other = rule("other", finding("other"), danger=True)
    assert diagnose(case, [loop]).cause == "loop"
    verdict = diagnose(case, [loop, other])
    assert [(one.rule, one.severity) for one in verdict.findings] == [
        ("other", Severity.WARNING),
        ("loop", Severity.INFO),
    ]


def test_findings_of_one_kind_are_one_with_a_count(case: Case) -> None:
    storm = [finding("storm", owner=n % 7, at=n) for n in range(50)]
    (one,) = diagnose(case, [rule("storm", *storm, danger=True)]).findings
    assert (one.count, one.start) == (50, 0)
    assert "50 such findings in all" in one.summary


def test_the_order_of_rules_changes_nothing(case: Case) -> None:
    rules = [
        rule("a", finding("a", explains=failed(case, 0, 1, 2, 3)), asserts=ONE),
        rule("b", finding("b", explains=failed(case, *range(10)), confidence=Confidence.MEDIUM), asserts=SEVERAL),
        rule("c", finding("c", explains=failed(case, *range(4, 12)), confidence=Confidence.MEDIUM)),
        rule("d", finding("d", Severity.INFO)),
    ]
    verdicts = [diagnose(case, order) for order in permutations(rules)]
    assert all(same(one, verdicts[0].findings) for one in (verdict.findings for verdict in verdicts))


@pytest.mark.parametrize("turn", [1, 5, 11])
def test_the_order_of_our_own_rules_changes_nothing(case: Case, turn: int) -> None:
    other = diagnose(case, [*reversed(RULES[turn:]), *RULES[:turn]])
    usual = diagnose(case)
    assert same(other.findings, usual.findings)
    assert set(other.ruled_out) == set(usual.ruled_out)
    assert (other.outcome, other.cause, other.summary) == (usual.outcome, usual.cause, usual.summary)


def same(one: Sequence[Finding], other: Sequence[Finding]) -> bool:
    """Whether findings say the same."""
    first, second = ([(f.rule, f.vip, f.failed, f.instead, f.summary) for f in said] for said in (one, other))
    return first == second
