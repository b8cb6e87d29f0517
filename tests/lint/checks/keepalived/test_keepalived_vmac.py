"""A virtual MAC with unicast peers."""

from tests.lint.checks.keepalived.conf import MASTER, instance
from tests.lint.linting import faults, undecided

ID = "keepalived-vmac"
PEERS = ("unicast_peer {", "192.0.2.2", "}")


def test_a_virtual_mac_with_peers_needs_to_send_from_its_own_interface() -> None:
    text = instance("use_vmac vrrp.51", *PEERS, *MASTER)
    assert faults({"lb1/keepalived.conf": text}, ID) == [["lb1/keepalived.conf:5", "lb1/keepalived.conf:7"]]


def test_with_vmac_xmit_base_or_multicast_it_is_well() -> None:
    for lines in (("use_vmac", "vmac_xmit_base", *PEERS), ("use_vmac",), PEERS):
        text = instance(*lines, *MASTER)
        assert faults({"lb1/keepalived.conf": text}, ID) == []
        assert undecided({"lb1/keepalived.conf": text}, ID) == []


def test_where_a_file_is_missing_it_is_undecided() -> None:
    text = instance("use_vmac", *PEERS, *MASTER, "include vmac.conf")
    assert undecided({"lb1/keepalived.conf": text}, ID) == [
        "whether VI_1 of lb1 sends from its own interface: include vmac.conf is not among what was read"
    ]
