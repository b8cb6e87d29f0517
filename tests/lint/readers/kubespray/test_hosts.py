"""kubespray's file of hosts, and what is set for single hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arpwatch_k8s.lint.linting import facts_of
from arpwatch_k8s.lint.scopes import scopes
from tests.lint.linting import facts, files_of, linted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arpwatch_k8s.lint.setting import Setting

ALL = "i/group_vars/all/all.yml"
ON = "kube_vip_enabled: true\nkube_vip_arp_enabled: true\n"


def services(texts: Mapping[str, str]) -> Setting:
    """Whether the inventory's kube-vip announces Services."""
    (kube_vip,) = facts(texts).kube_vip
    return kube_vip.setting("svc_enable")


HOSTS = "[kube_control_plane]\nn1 ip=192.0.2.1\nn2 ansible_host=192.0.2.2\n[kube_node]\nn[3:4] ansible_host=gate\n"


def test_hosts_of_the_control_plane_that_differ_are_told() -> None:
    found = services(
        {
            ALL: ON + "kube_vip_services_enabled: false\n",
            "i/hosts.ini": HOSTS,
            "i/host_vars/n2.yml": "kube_vip_services_enabled: true\n",
        }
    )
    assert found.said == "kube_vip_services_enabled differs between hosts: false for n1, true for n2"


def test_a_worker_of_its_own_setting_changes_nothing() -> None:
    found = services({ALL: ON, "i/hosts.ini": HOSTS, "i/host_vars/n3.yml": "kube_vip_services_enabled: true\n"})
    assert found.is_on is False


def test_a_group_of_unknown_hosts_leaves_it_unknown() -> None:
    texts = {
        ALL: ON + "kube_vip_services_enabled: false\n",
        "i/group_vars/edge.yml": "kube_vip_services_enabled: true\n",
    }
    assert services(texts).said == (
        "kube_vip_services_enabled is true for the group edge, and which hosts are in it was not read"
    )
    assert services(texts | {"i/hosts.ini": HOSTS + "[edge]\nn2\n"}).is_on is True
    assert services(texts | {"i/hosts.ini": HOSTS + "[edge]\nn4\n"}).is_on is False


def test_hosts_are_nodes_with_their_addresses() -> None:
    found = facts({ALL: ON, "i/hosts.ini": HOSTS}).nodes
    assert [(node.name, node.place.line, [each.text for each in node.addresses]) for node in found] == [
        ("n1", 2, ["192.0.2.1"]),
        ("n2", 3, ["192.0.2.2"]),
        ("n3", 5, []),
        ("n4", 5, []),
    ]
    assert found[0].taints == ("node-role.kubernetes.io/control-plane",)


def test_a_file_of_hosts_in_yaml_says_the_same() -> None:
    text = (
        "all:\n  hosts:\n    n1: {ip: 192.0.2.1}\n    n2:\n  vars:\n    kube_vip_enabled: true\n  children:\n"
        "    kube_control_plane:\n      hosts: {n1: }\n    kube_node:\n      hosts: {n2: }\n"
    )
    found = facts({"i/hosts.yaml": text, ALL: "kube_network_plugin: calico\n"})
    assert [node.name for node in found.nodes] == ["n1", "n2"]
    assert [each.place.line for each in found.kube_vip] == [6]


def test_truth_in_ini_is_a_text_unless_it_is_pythons() -> None:
    texts = {ALL: "kube_vip_enabled: true\n"}
    ini = "[kube_control_plane]\nn1\n[all:vars]\nkube_vip_services_enabled="
    assert services(texts | {"i/hosts.ini": ini + "False\n"}).is_on is False
    assert services(texts | {"i/hosts.ini": ini + "false\n"}).is_on is None


def test_two_inventories_are_two_clusters_each_with_its_hosts() -> None:
    texts = {
        "x/group_vars/all.yml": ON + "kube_vip_services_enabled: true\n",
        "x/hosts.ini": HOSTS,
        "y/group_vars/all.yml": "metallb_enabled: true\n",
        "galaxy.yml": "name: kubespray\nversion: 2.31.0\n",
    }
    found = {scope.name: facts_of(scope)[0] for scope in scopes(files_of(texts))}
    assert (len(found["x"].nodes), len(found["x"].metallb), len(found["y"].kube_vip)) == (4, 0, 0)
    assert str(found["x"].kube_vip[0].version) == "1.0.3"


def test_many_hosts_of_their_own_are_read_in_time() -> None:
    hosts = "[kube_control_plane]\n" + "".join(f"n{number} ip=192.0.2.1\n" for number in range(500))
    texts = {ALL: ON, "i/hosts.ini": hosts} | {
        f"i/host_vars/n{number}.yml": "kube_vip_interface: eth0\n" for number in range(0, 500, 30)
    }
    (kube_vip,) = facts(texts).kube_vip
    assert kube_vip.setting("vip_interface").is_known is False
    assert kube_vip.setting("vip_arp").is_on is True


def test_hosts_above_the_most_are_told() -> None:
    found = linted({ALL: ON, "i/hosts.ini": "[kube_node]\nn[1:5001]\n"})
    assert ("i/hosts.ini", 1, "only the first 5,000 hosts of the inventory are read") in found.doubts
