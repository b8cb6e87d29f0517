"""Whose a file is."""

from pathlib import PurePosixPath

import pytest

from arpwatch_k8s.lint.facts.hosts import own_name
from arpwatch_k8s.lint.readers.host_names import host_of, is_old


@pytest.mark.parametrize(
    ("path", "host"),
    [
        ("lb1/etc/keepalived/keepalived.conf", "lb1"),
        ("tokyo/lb1/keepalived.conf", "tokyo/lb1"),
        ("keepalived-lb1.conf", "lb1"),
        ("keepalived.conf.lb2", "lb2"),
        ("k8s-node-1_sysctl.txt", "k8s-node-1"),
        ("node1.example.com-sysctl-a.txt", "node1.example.com"),
        ("ip-addr-node1-before.txt", "node1"),
        ("node1/etc/sysctl.d/99-k8s.conf", "node1"),
        ("keepalived/master.conf", "master"),
        ("etc/keepalived/keepalived.conf", "this host"),
        ("/etc/sysctl.conf", "this host"),
    ],
)
def test_a_path_tells_a_host(path: str, host: str) -> None:
    assert host_of(PurePosixPath(path)) == host


def test_a_host_has_a_name_of_its_own() -> None:
    assert own_name("tokyo/lb1") == "lb1"


@pytest.mark.parametrize("name", ["a.conf.bak", "a.conf~", "a.conf.dpkg-dist", "a.conf.orig", "a.conf.bak2"])
def test_old_copies_are_known(name: str) -> None:
    assert is_old(PurePosixPath(name))
    assert not is_old(PurePosixPath("a.conf"))
