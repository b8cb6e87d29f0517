"""Interfaces of advertisements and of nodes."""

from arpwatch_k8s.lint.checks.links.interface_missing import look
from arpwatch_k8s.lint.facts.cluster import Node
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.selector import Requirement, Selector
from arpwatch_k8s.lint.setting import Place, Unknown
from tests.lint.checks.links.metallbs import advertisement, metallb, open_questions, places, pool, read

LISTING = """\
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000
    link/ether 52:54:00:00:02:16 brd ff:ff:ff:ff:ff:ff
    inet 192.0.2.22/24 brd 192.0.2.255 scope global eth0
"""
NODES = read({"n1/ip-addr.txt": LISTING, "n2/ip-addr.txt": LISTING.replace("eth0", "bond0")})
POOL = pool("192.0.2.80-192.0.2.90")
RACK = Selector(place=Place(file="p", line=1), requirements=(Requirement(key="rack", operator="In", values=("a",)),))


def node(name: str, rack: str) -> Node:
    return Node(name=name, place=Place(file="nodes.json", line=1), labels={"rack": rack})


def test_a_node_without_any_of_the_interfaces_is_told() -> None:
    told = list(look(metallb(POOL, by=advertisement("eth0", "eth1")) + NODES))
    assert places(told) == [["pools.yaml:24", "pools.yaml:25", "n2/ip-addr.txt:2"]]


def test_one_of_them_is_enough() -> None:
    assert list(look(metallb(POOL, by=advertisement("eth0", "bond0")) + NODES)) == []


def test_a_node_that_is_not_selected_needs_none() -> None:
    by = advertisement("eth0", nodes=(RACK,))
    told = list(look(metallb(POOL, by=by) + NODES + Facts(nodes=(node("n1", "a"), node("n2", "b")))))
    assert told == []
    told = list(look(metallb(POOL, by=by) + NODES + Facts(nodes=(node("n1", "a"), node("n2", "a")))))
    assert len(places(told)) == 1


def test_what_is_not_known_is_undecided() -> None:
    what = "whether every node has an interface of l2"
    by = advertisement("eth0", nodes=(RACK,))
    assert open_questions(list(look(metallb(POOL, by=by) + NODES))) == [f"{what}: which labels n2 has was not read"]
    assert open_questions(list(look(metallb(POOL, by=advertisement("eth0"))))) == [
        f"{what}: no `ip addr` of a node was read"
    ]
    unknown = metallb(POOL, by=advertisement(Unknown(why="is set by a template"))) + NODES
    assert open_questions(list(look(unknown))) == [f"{what}: spec.interfaces is set by a template"]


def test_without_interfaces_nothing_is_asked() -> None:
    assert list(look(metallb(POOL))) == []
