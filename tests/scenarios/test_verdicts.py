"""The table scenario x rule is the committed one."""

from tests.conftest import REPO, Golden
from tests.scenarios.verdicts import scenarios, table


def test_each_rule_says_of_each_scenario_what_it_did(golden: Golden) -> None:
    golden.check("verdicts.md", table(scenarios(REPO / "captures")))
