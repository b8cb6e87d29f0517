"""What hosts of one virtual router must agree on."""

import pytest

from tests.lint.checks.keepalived.conf import BACKUP, MASTER, instance, pair
from tests.lint.linting import faults, linted, undecided

ID = "keepalived-peers"


def unicast(lines: tuple[str, ...], source: str, *peers: str) -> str:
    return instance(*lines, f"unicast_src_ip {source}", "unicast_peer {", *peers, "}")


def less(texts: dict[str, str]) -> list[bool]:
    return [each.fault.severity_is_less for each in linted(texts).faults if each.check.id == ID]


@pytest.mark.parametrize("line", ["advert_int 3", "version 3", "authentication { auth_type PASS }"])
def test_what_an_advertisement_must_say_is_compared(line: str) -> None:
    texts = pair(instance(*MASTER), instance(*BACKUP, line))
    assert faults(texts, ID) == [["lb1/keepalived.conf:4", "lb2/keepalived.conf:8"]]


def test_passwords_are_compared_and_never_shown() -> None:
    one, other = (f"authentication {{\nauth_type PASS\nauth_pass {word}\n}}" for word in ("first", "second"))
    told = linted(pair(instance(*MASTER, one), instance(*BACKUP, other)))
    (fault,) = (each.fault for each in told.faults if each.check.id == ID)
    assert [side.says for side in fault.sides] == ["auth_pass is not shown"] * 2


def test_in_version_3_the_masters_interval_counts() -> None:
    texts = pair(instance(*MASTER, "version 3"), instance(*BACKUP, "version 3", "advert_int 3"))
    assert less(texts) == [True]


def test_a_pair_that_agrees_is_well() -> None:
    for texts in (
        pair(instance(*MASTER, "advert_int 1"), instance(*BACKUP, "advert_int 1.0")),
        pair(unicast(MASTER, "192.0.2.1", "192.0.2.2"), unicast(BACKUP, "192.0.2.2", "192.0.2.1")),
    ):
        assert (faults(texts, ID), undecided(texts, ID)) == ([], [])


def test_lists_of_addresses_that_differ_are_told() -> None:
    texts = pair(instance(*MASTER, vips=("192.0.2.80/24", "192.0.2.81/24")), instance(*BACKUP))
    assert faults(texts, ID) == [["lb1/keepalived.conf:10", "lb2/keepalived.conf:4"]]
    assert less(texts) == [True]


def test_a_host_that_a_peer_does_not_name_is_told() -> None:
    texts = pair(unicast(MASTER, "192.0.2.1", "192.0.2.3"), unicast(BACKUP, "192.0.2.2", "192.0.2.1"))
    assert faults(texts, ID) == [["lb1/keepalived.conf:10", "lb2/keepalived.conf:4"]]
    assert less(texts) == [False]


def test_a_host_that_names_itself_is_told() -> None:
    one = unicast(MASTER, "192.0.2.1", "192.0.2.1", "192.0.2.2")
    texts = pair(one, unicast(BACKUP, "192.0.2.2", "192.0.2.1"))
    assert faults(texts, ID) == [["lb1/keepalived.conf:10"]]


def test_unicast_beside_multicast_is_told() -> None:
    texts = pair(unicast(MASTER, "192.0.2.1", "192.0.2.2"), instance(*BACKUP))
    assert faults(texts, ID) == [["lb1/keepalived.conf:10", "lb2/keepalived.conf:4"]]


def test_without_the_address_that_a_host_sends_from_its_peers_are_undecided() -> None:
    one = instance(*MASTER, "unicast_peer {", "192.0.2.2", "}")
    texts = pair(one, unicast(BACKUP, "192.0.2.2", "192.0.2.1"))
    assert undecided(texts, ID) == ["whether lb2 names lb1 as a peer: unicast_src_ip is not given there"]


def test_an_interval_that_is_not_known_is_undecided() -> None:
    texts = pair(instance(*MASTER), instance(*BACKUP, "advert_int $EVERY"))
    assert undecided(texts, ID) == ["whether VI_1 of lb1 and VI_1 of lb2 have the same advert_int"]


def test_more_hosts_than_are_compared_are_told() -> None:
    texts = {f"lb/h{n}.conf": instance("virtual_router_id 51", f"priority {n}") for n in range(70)}
    assert undecided(texts, ID) == ["whether all hosts of VI_1 of h0 agree: they are more than 64"]
