"""Whose log a line is of."""

from dataclasses import replace
from pathlib import Path

import pytest

from arpwatch_k8s.correlator.testimony.writers import Writers, one_name_each
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.inventory.nodes import Node
from tests.correlator.conversation import A
from tests.correlator.testimony.told import acquired, announced, idle, keepalived, kube_vip, lease, logs, objects
from tests.logs.saved import NOON, NS

NODES = Inventory((Node(name="node1", macs=(A,), addresses=(), given=True),), {})


def writer(folder: Path, name: str, *lines: str, known: Inventory = NODES) -> str:
    read = logs(folder, {name: lines})
    return Writers(read, known).writer(0, read[0].events[0])


@pytest.mark.parametrize(
    ("name", "node"),
    [
        ("node1.log", "node1"),
        ("metallb-speaker-node1.log", "node1"),
        ("speaker.node1.txt", "node1"),
        ("node12.log", "node12.log"),
        ("speaker-abcde.log", "speaker-abcde.log"),
    ],
)
def test_a_file_s_name_may_hold_that_of_its_node(tmp_path: Path, name: str, node: str) -> None:
    assert writer(tmp_path, name, announced(1)) == node


def test_a_file_whose_name_holds_those_of_two_nodes_is_of_neither(tmp_path: Path) -> None:
    two = Inventory((*NODES.nodes, Node(name="node2", macs=(A + 1,), addresses=(), given=True)), {})
    assert writer(tmp_path, "node1-and-node2.log", announced(1), known=two) == "node1-and-node2.log"


def test_files_that_are_called_alike_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for folder in ("node1", "other"):
        (tmp_path / folder).mkdir()
    read = logs(tmp_path, {"node1/keepalived.log": [announced(1)], "other/keepalived.log": [announced(2)]})
    named = [replace(log, name=str(Path(log.path).relative_to(tmp_path))) for log in read]
    whose = [Writers(named, NODES).writer(number, log.events[0]) for number, log in enumerate(named)]
    assert whose == ["node1", "other/keepalived.log"]


def test_the_pod_that_a_wrapper_names_is_the_writer_and_its_node_where_that_is_in_the_name(tmp_path: Path) -> None:
    assert writer(tmp_path, "all.log", f"[pod/speaker-abcde/speaker] {announced(1)}") == "speaker-abcde"
    assert writer(tmp_path, "all.log", f"[pod/kube-vip-node1/kube-vip] {acquired(1)}") == "node1"


def test_the_loss_that_a_pod_tells_by_name_names_its_node(tmp_path: Path) -> None:
    pod = "[pod/kube-vip-ds-abcde/kube-vip] "
    lines = [
        f"{pod}{kube_vip(1, 'layer 2 broadcaster starting IP=192.0.2.80 device=eth0')}",
        pod + kube_vip(9, 'leader lost "new leader"=node2'),
    ]
    assert writer(tmp_path, "all.log", *lines) == "node2"


def test_a_name_with_a_domain_is_the_short_one_where_only_one_such_is_known() -> None:
    names = ["node1", "node1.example.com", "node2.a", "node2.b", "node2", "192.0.2.1", "192.0.2.2"]
    assert one_name_each(names) == {
        "node1": "node1",
        "node1.example.com": "node1",
        "node2.a": "node2.a",
        "node2.b": "node2.b",
        "node2": "node2",
        "192.0.2.1": "192.0.2.1",
        "192.0.2.2": "192.0.2.2",
    }


def test_nodes_are_those_that_are_known_or_said(tmp_path: Path) -> None:
    read = logs(tmp_path, {"leases.json": objects(lease("node2", 1, 2))})
    writers = Writers(read, NODES)
    assert [writers.is_node(name) for name in ("node1", "node2", "leases.json")] == [True, True, False]
    assert (writers.owner("node1"), writers.owner("node2")) == (A, None)


def test_a_writer_is_heard_up_to_its_last_line_and_alone_in_a_file_to_the_file_s(tmp_path: Path) -> None:
    several = [keepalived(1, "node2", "(VI_1) Entering MASTER STATE"), keepalived(9, "node1", "Startup complete")]
    read = logs(tmp_path, {"a-node1.log": [announced(1), idle(5)], "keepalived.log": several})
    writers = Writers(read, NODES)
    assert [writers.heard(name, "keepalived") for name in ("node1", "node2", "else")] == [NOON + 9 * NS, NOON + NS, 0]
    assert [writers.heard(name, "metallb") for name in ("node1", "node2")] == [NOON + 5 * NS, 0]
