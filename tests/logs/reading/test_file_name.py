"""What files' names say of hosts and of order."""

import pytest

from arpwatch_k8s.logs.reading.file_name import in_order, named_host


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("ip-addr-node1.txt", "node1"),
        ("node2.arp-before.log", "node2"),
        ("ip_addr_k8s-master-01.txt", "k8s-master-01"),
        ("worker-3_ip-br-addr.txt", "worker-3"),
        ("ip-addr-node1.example.com.txt", "node1.example.com"),
        ("ip-a-node-1.txt", "node-1"),
        ("ip-addr-node1-2.txt", "node1"),
        ("ip-addr-node1-2026-11-22.json", "node1"),
        ("ip-addr.txt", None),
        ("ip-addr-nodes.txt", None),
        ("neigh-after.txt", None),
        ("arp-1.txt", None),
        ("1.txt", None),
        ("ip-addr-192.0.2.5.txt", None),
        ("web_ip-addr_db.txt", None),
        (".txt", None),
    ],
)
def test_a_host_is_what_is_left_of_a_name_without_what_was_listed_and_when(name: str, host: str | None) -> None:
    assert named_host(f"/some/node9/{name}") == host


@pytest.mark.parametrize(
    ("paths", "ordered", "by"),
    [
        (["b/neigh-after.txt", "a/neigh-before.txt"], ["a/neigh-before.txt", "b/neigh-after.txt"], "word"),
        (["neigh-nachher.txt", "neigh-vorher.txt"], ["neigh-vorher.txt", "neigh-nachher.txt"], "word"),
        (["arp-10.txt", "arp-2.txt"], ["arp-2.txt", "arp-10.txt"], "number"),
        (["n-20261122-2015.txt", "n-20261122-2014.txt"], ["n-20261122-2014.txt", "n-20261122-2015.txt"], "date"),
        (["n-20.15.txt", "n-20.14.txt"], ["n-20.14.txt", "n-20.15.txt"], "date"),
        (["node1-neigh-post", "node1-arp-pre"], ["node1-arp-pre", "node1-neigh-post"], "word"),
    ],
)
def test_words_dates_and_numbers_order_files(paths: list[str], ordered: list[str], by: str) -> None:
    assert in_order(paths) == (tuple(ordered), by)


@pytest.mark.parametrize(
    "paths",
    [
        ["x.txt", "y.txt"],
        ["neigh-node1.txt", "neigh-node2.txt"],
        ["neigh-node-1.txt", "neigh-node-2.txt"],
        ["arp-1.txt", "neigh-2.txt"],
        ["neigh-before.txt", "neigh-2.txt"],
        ["a/neigh-before.txt", "b/neigh-before.txt"],
        ["one.txt"],
    ],
    ids=["no order", "hosts", "hosts with a hyphen", "other names", "a word and a number", "twice the same", "one"],
)
def test_names_without_an_order_leave_it_unknown(paths: list[str]) -> None:
    assert in_order(paths) == (tuple(paths), "")
