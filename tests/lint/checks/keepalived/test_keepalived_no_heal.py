"""Who announces again after a split."""

import pytest

from tests.lint.checks.keepalived.conf import BACKUP, GENERAL, MASTER, instance, pair
from tests.lint.linting import faults, undecided

ID = "keepalived-no-heal"


def test_a_pair_as_it_is_by_default_does_not() -> None:
    texts = pair(instance(*MASTER, general=""), instance(*BACKUP, general=""))
    assert faults(texts, ID) == [["lb1/keepalived.conf:1", "lb2/keepalived.conf:1"]]


@pytest.mark.parametrize("line", ["garp_master_refresh 60", "higher_prio_send_advert true"])
def test_one_keyword_heals(line: str) -> None:
    assert faults({"lb1/keepalived.conf": instance(*MASTER, line, general="")}, ID) == []


def test_what_strict_mode_clears_does_not_heal() -> None:
    general = "global_defs {\n    vrrp_strict\n    vrrp_higher_prio_send_advert true\n}\n"
    assert faults({"lb1/keepalived.conf": instance(*MASTER, general=general)}, ID) == [["lb1/keepalived.conf:3"]]


def test_where_an_include_is_missing_it_is_undecided() -> None:
    text = instance(*MASTER, general="include global.conf\n")
    assert undecided({"lb1/keepalived.conf": text}, ID) == [
        "whether VI_1 of lb1 announces again after a split: include global.conf is not among what was read"
    ]
    assert faults({"lb1/keepalived.conf": text, "lb1/global.conf": GENERAL}, ID) == []
