"""What checks and rules say of each other: each rule that a check names is there."""

import pytest

from arpwatch_k8s.diagnosis.finding import by_rule
from arpwatch_k8s.diagnosis.rules import RULES
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks import CHECKS

IDS = {rule.id for rule in RULES}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_rule_that_a_check_names_is_a_rule(check: Check) -> None:
    assert set(check.rules) <= IDS
    assert len(set(check.rules)) == len(check.rules)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_what_would_be_seen_on_the_wire_is_a_rule_s_doing(check: Check) -> None:
    assert bool(check.wire) or not check.rules


def test_each_rule_knows_the_checks_that_name_it() -> None:
    assert {
        rule: tuple(sorted(check.id for check in CHECKS if rule in check.rules))
        for rule in IDS
        if any(rule in check.rules for check in CHECKS)
    } == by_rule()
