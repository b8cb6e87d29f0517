"""Files of names."""

import json
from pathlib import Path
from typing import Any

import pytest

from arpwatch_k8s.errors import InputError
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.inventory.files import parse_names, read_names
from arpwatch_k8s.inventory.given import Given
from tests.savefiles import save

MAC = "52:54:00:00:00:0a"
TOML = f"""
[nodes]
node1 = "{MAC}"
node2 = ["192.0.2.22", "2001:DB8::22"]
[services]
"ingress/nginx" = "192.0.2.80"
"""
NODE: dict[str, Any] = {
    "kind": "Node",
    "metadata": {"name": "node2"},
    "status": {
        "addresses": [
            {"type": "InternalIP", "address": "192.0.2.22"},
            {"type": "Hostname", "address": "node2"},
        ]
    },
}
SERVICE: dict[str, Any] = {
    "kind": "Service",
    "metadata": {"name": "nginx", "namespace": "ingress"},
    "spec": {"type": "LoadBalancer", "externalIPs": ["192.0.2.81"]},
    "status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.80"}, {"hostname": "lb.example"}]}},
}
NEIGHBORS: list[dict[str, Any]] = [
    {"dst": "192.0.2.21", "dev": "eth0", "lladdr": MAC, "state": ["REACHABLE"]},
    {"dst": "192.0.2.99", "dev": "eth0", "state": ["FAILED"]},
]


def test_toml_names_nodes_by_mac_or_address_and_services() -> None:
    known = parse_names(TOML)
    assert known.nodes == (
        Given(name="node1", mac=parse_mac(MAC), address=None),
        Given(name="node2", mac=None, address="192.0.2.22"),
        Given(name="node2", mac=None, address="2001:db8::22"),
    )
    assert known.services == {"192.0.2.80": "ingress/nginx"}


@pytest.mark.parametrize(
    "document", [{"kind": "List", "items": [NODE, SERVICE]}, {"kind": "NodeList", "items": [NODE]}, NODE]
)
def test_kubectl_names_nodes_by_their_addresses(document: dict[str, Any]) -> None:
    assert parse_names(json.dumps(document)).nodes == (Given(name="node2", mac=None, address="192.0.2.22"),)


def test_kubectl_names_services_by_all_their_addresses() -> None:
    assert parse_names(json.dumps(SERVICE)).services == {"192.0.2.80": "ingress/nginx", "192.0.2.81": "ingress/nginx"}


def test_a_neighbor_table_gives_macs_by_address() -> None:
    assert parse_names(json.dumps(NEIGHBORS)).neighbors == (("192.0.2.21", parse_mac(MAC)),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "no JSON at line 1"),
        ("nonsense", "Expected '=' after a key"),
        ("[names]\na = 1", r"\[names\] is no table of names"),
        ("nodes = 3", "nodes is no table"),
        ("[nodes]\na = 3", "nodes.a: 3 is no text"),
        ("[nodes]\na = 'x'", "nodes.a: 'x' is neither a MAC nor an address"),
        ("[services]\na = 'x'", "services.a: 'x' is no address"),
        ('{"a": 1}', "neither objects of Kubernetes nor a neighbor table"),
        ('{"kind": "Pod"}', "neither a Node nor a Service"),
        ('[{"a": 1}]', "entry 1 of the JSON array is no neighbor"),
        ('[{"dst": "x", "lladdr": "y"}]', "neighbor 1"),
        ('{"kind": "List", "items": [3]}', "not as kubectl writes them"),
        ('{"kind": "Node", "status": {"addresses": 3}}', "not as kubectl writes them"),
        ("[" * 100_000, "nested too deeply"),
        ("3", "neither objects of Kubernetes"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "names"
    path.write_text(text)
    with pytest.raises(InputError, match=words):
        read_names(str(path))


def test_a_file_that_is_missing_or_no_text_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_names(str(tmp_path / "none"))
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not text"):
        read_names(str(tmp_path / "binary"))


@pytest.mark.parametrize(
    "text",
    [
        "[nodes]\na = " + "[" * 100_000 + "]" * 100_000,
        "a" + ".a" * 100_000 + " = 1\n",
        "[" + ".".join(["a"] * 100_000) + "]\n",
        "[nodes]\na = " + "{a = " * 100_000 + "1" + "}" * 100_000,
        "[nodes]\na = [\n" + "[\n" * 5_000 + "]\n" * 5_001,
    ],
)
def test_what_is_nested_too_deeply_is_refused_at_once(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nested too deeply"):
        read_names(save(tmp_path / "names.toml", text.encode()))


def test_a_node_may_have_many_addresses(tmp_path: Path) -> None:
    addresses = ", ".join(f'"192.0.2.{n}"' for n in range(1, 200))
    assert len(read_names(save(tmp_path / "x", f"[nodes]\nnode1 = [{addresses}]\n".encode())).nodes) == 199
