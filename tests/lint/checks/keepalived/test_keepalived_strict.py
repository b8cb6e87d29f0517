"""Strict mode."""

from tests.lint.checks.keepalived.conf import MASTER, instance
from tests.lint.linting import faults, linted, undecided

ID = "keepalived-strict"
STRICT = "global_defs {\n    vrrp_strict\n}\n"


def test_strict_mode_drops_what_is_sent_to_the_addresses() -> None:
    text = instance(*MASTER, general=STRICT)
    file = "lb1/keepalived.conf"
    assert faults({file: text}, ID) == [[f"{file}:2", f"{file}:7", f"{file}:4"]]


def test_strict_mode_with_peers_is_refused() -> None:
    text = instance(*MASTER, "unicast_peer {", "192.0.2.2", "}", general=STRICT)
    told = linted({"lb1/keepalived.conf": text})
    assert ["keepalived refuses it" in each.fault.summary for each in told.faults if each.check.id == ID] == [True]


def test_without_it_or_with_accept_in_version_3_nothing_is_dropped() -> None:
    lenient = instance(*MASTER)
    accepting = instance(*MASTER, "version 3", "accept", general=STRICT)
    owner = instance("interface eth0", "virtual_router_id 51", "priority 255", general=STRICT)
    off = instance(*MASTER, "strict_mode off", general=STRICT)
    for text in (lenient, accepting, owner, off):
        assert faults({"lb1/keepalived.conf": text}, ID) == []


def test_accept_in_version_2_is_cleared() -> None:
    assert len(faults({"lb1/keepalived.conf": instance(*MASTER, "accept", general=STRICT)}, ID)) == 1


def test_a_priority_that_is_not_known_is_undecided() -> None:
    text = instance("priority $PRIO", general=STRICT)
    assert undecided({"lb1/keepalived.conf": text}, ID) == [
        "whether VI_1 of lb1 drops what is sent to its addresses: priority is $PRIO, which is defined nowhere in what "
        "was read"
    ]
