"""How many addresses are asked for: by whom, and in which form."""

from ipaddress import ip_interface

from scapy.layers.l2 import ARP, Ether

from arpwatch_k8s.inventory import Known, parse_node
from arpwatch_k8s.probe.ask import Asker
from arpwatch_k8s.probe.sweep import hosts, questions
from tests.savefiles import CLIENT, MAC_A, MAC_CLIENT, VIP

WHO = Asker(mac=MAC_CLIENT, here=(CLIENT, "198.51.100.9"), anywhere=frozenset({CLIENT}))
NETWORKS = (ip_interface(f"{CLIENT}/24"), ip_interface("198.51.100.9/32"))


def sender(address: str) -> str:
    """From which address another one is asked for."""
    return str(Ether(questions([address], WHO, NETWORKS)[address])[ARP].psrc)


def test_an_address_is_asked_for_from_ours_in_its_network_and_from_none_elsewhere() -> None:
    assert sender(VIP) == CLIENT
    assert sender("203.0.113.7") == "0.0.0.0"
    assert sender("198.51.100.8") == "0.0.0.0"


def test_our_own_address_is_never_the_sender_of_a_question_for_it() -> None:
    assert sender(CLIENT) == "0.0.0.0"


def test_nodes_that_were_named_by_their_address_are_asked_for_as_well() -> None:
    known = Known(nodes=tuple(map(parse_node, ["a=192.0.2.21", f"b={MAC_A}", f"c={VIP}", "d=2001:db8::1"])))
    assert hosts(known, [VIP]) == ["192.0.2.21"]
