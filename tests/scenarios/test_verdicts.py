"""The table scenario x rule is the committed one."""

import pytest

from arpwatch_k8s.diagnosis.needs import NEEDS
from arpwatch_k8s.diagnosis.rules import RULES
from tests.conftest import REPO, Golden
from tests.scenarios.verdicts import scenarios, table


@pytest.mark.long
def test_each_rule_says_of_each_scenario_what_it_did(golden: Golden) -> None:
    golden.check("verdicts.md", table(scenarios(REPO / "captures")))


def test_what_each_rule_needs_is_known() -> None:
    assert set(NEEDS) == set(RULES)
