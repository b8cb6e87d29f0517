"""Who announces again after a split."""

import pytest

from tests.lint.checks.keepalived.conf import BACKUP, GENERAL, MASTER, instance, pair
from tests.lint.linting import faults, linted, undecided

ID = "keepalived-no-heal"


def less(texts: dict[str, str]) -> list[bool]:
    return [each.fault.severity_is_less for each in linted(texts).faults if each.check.id == ID]


def test_a_pair_as_it_is_by_default_does_not() -> None:
    texts = pair(instance(*MASTER, general=""), instance(*BACKUP, general=""))
    assert faults(texts, ID) == [["lb2/keepalived.conf:1"]]
    assert less(texts) == [False]


def test_of_a_pair_the_lower_one_sends_or_the_higher_one_refreshes() -> None:
    sends, refreshes = ("higher_prio_send_advert true",), ("garp_master_refresh 60",)
    assert faults(pair(instance(*MASTER, general=""), instance(*BACKUP, *sends, general="")), ID) == []
    assert faults(pair(instance(*MASTER, *refreshes, general=""), instance(*BACKUP, general="")), ID) == []
    assert len(faults(pair(instance(*MASTER, *sends, general=""), instance(*BACKUP, general="")), ID)) == 1
    texts = pair(instance(*MASTER, general=""), instance(*BACKUP, *refreshes, general=""))
    assert faults(texts, ID) == [["lb2/keepalived.conf:5"]]


def test_of_one_host_alone_it_is_good_to_know() -> None:
    assert less({"lb1/keepalived.conf": instance(*MASTER, general="")}) == [True]


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


def test_routers_of_the_same_hosts_are_told_together() -> None:
    text = instance(*MASTER, general="") + instance(
        "virtual_router_id 52", name="VI_2", general="", vips=("192.0.2.9",)
    )
    assert faults({"lb1/keepalived.conf": text}, ID) == [["lb1/keepalived.conf:1"]]
