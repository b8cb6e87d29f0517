"""Who holds a VIP, as the inventory names it."""

from arpwatch_k8s.changes.holder import Holder, before_details, holder_details, holder_of
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.inventory import Known, parse_node
from arpwatch_k8s.inventory.learn import learn
from arpwatch_k8s.inventory.nodes import BY_ADDRESS
from tests.monitor.watching import rows
from tests.savefiles import MAC_A, MAC_B

INVENTORY = learn(rows([]), [], Known(nodes=(parse_node(f"node1={MAC_A}"),)))


def test_a_known_mac_has_its_nodes_name() -> None:
    mac = parse_mac(MAC_A)
    holder = holder_of(INVENTORY, INVENTORY.owner(mac), mac)
    assert holder == Holder(label=f"node1 ({MAC_A})", mac=MAC_A, node="node1")
    assert holder_details(holder) == {"mac": MAC_A, "node": "node1"}
    assert before_details(holder) == {"before_mac": MAC_A, "before_node": "node1"}


def test_an_unknown_mac_stays_a_mac() -> None:
    mac = parse_mac(MAC_B)
    assert holder_of(INVENTORY, mac, mac) == Holder(label=MAC_B, mac=MAC_B, node=None)


def test_an_owner_that_is_known_by_its_address_alone_has_no_mac() -> None:
    assert holder_of(INVENTORY, BY_ADDRESS | 1, BY_ADDRESS | 1).mac is None
