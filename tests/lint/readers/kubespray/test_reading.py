"""kubespray's inventories, from text to facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from arpwatch_k8s.lint.setting import Unknown
from tests.lint.linting import facts, linted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arpwatch_k8s.lint.setting import Setting

ALL = "i/group_vars/all/all.yml"
CLUSTER = "i/group_vars/k8s_cluster/k8s-cluster.yml"
ON = "kube_vip_enabled: true\nkube_vip_arp_enabled: true\n"


def services(texts: Mapping[str, str]) -> Setting:
    """Whether the inventory's kube-vip announces Services."""
    (kube_vip,) = facts(texts).kube_vip
    return kube_vip.setting("svc_enable")


@pytest.mark.parametrize(
    ("texts", "line_of", "said"),
    [
        ({ALL: ON + "kube_vip_services_enabled: true\n"}, (ALL, 3), "true"),
        ({ALL: ON + "kube_vip_services_enabled: yes\n"}, (ALL, 3), "true"),
        (
            {ALL: ON + "kube_vip_services_enabled: true\n", CLUSTER: "\nkube_vip_services_enabled: false\n"},
            (CLUSTER, 2),
            "false",
        ),
        (
            {
                "i/group_vars/kube_control_plane.yml": "kube_vip_services_enabled: true\n",
                CLUSTER: ON + "kube_vip_services_enabled: false\n",
            },
            ("i/group_vars/kube_control_plane.yml", 1),
            "true",
        ),
        (
            {"i/group_vars/k8s_cluster/b.yml": "kube_vip_services_enabled: true\n", CLUSTER: ON},
            ("i/group_vars/k8s_cluster/b.yml", 1),
            "true",
        ),
        (
            {"i/group_vars/kube_node.yml": "kube_vip_services_enabled: true\n", CLUSTER: ON},
            None,
            "false",
        ),
        (
            {
                "i/extra_vars.yml": "kube_vip_services_enabled: true\n",
                CLUSTER: ON + "kube_vip_services_enabled: false\n",
            },
            ("i/extra_vars.yml", 1),
            "true",
        ),
        ({ALL: ON + 'a: true\nkube_vip_services_enabled: "{{ a }}"\n'}, (ALL, 4), "true"),
        ({ALL: ON + 'kube_vip_services_enabled: "{{ a | default(true) | bool }}"\n'}, (ALL, 3), "true"),
        ({ALL: ON + 'a: {b: true}\nkube_vip_services_enabled: "{{ a.b }}"\n'}, (ALL, 4), "true"),
        ({ALL: ON + 'kube_vip_services_enabled: "{{ kube_vip_controlplane_enabled }}"\n'}, (ALL, 3), "false"),
    ],
)
def test_the_layer_that_wins_says_it(texts: Mapping[str, str], line_of: tuple[str, int] | None, said: str) -> None:
    found = services(texts)
    assert found.text == said
    assert (None if found.place is None else (found.place.file, found.place.line)) == line_of


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("!vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162", "has the tag !vault, which is not read"),
        ("\"{{ lookup('env', 'X') }}\"", "is {{ lookup('env', 'X') }}, which is not worked out here"),
        ('"{{ nowhere }}"', "is {{ nowhere }}, and nothing that was read sets that"),
        ('"{{ kube_vip_services_enabled }}"', "refers to itself, or through too many others"),
        ('"{% if x %}true{% endif %}"', "is {% if x %}true{% endif %}, which is not worked out here"),
        ('"false"', 'is the text "false" and no truth value: the template takes any text for yes'),
    ],
)
def test_what_cannot_be_worked_out_is_unknown(value: str, why: str) -> None:
    found = services({ALL: f"{ON}kube_vip_services_enabled: {value}\n"})
    assert found.value == Unknown(why=why)
    assert found.place is not None
    assert found.place.line == 3


POOLS = """metallb_enabled: true
ranges: [192.0.2.10-192.0.2.20, "{{ net }}/28"]
net: 198.51.100.0
metallb_config:
  address_pools:
    primary:
      ip_range: "{{ ranges }}"
    other:
      ip_range:
        - "{{ away }}"
      auto_assign: false
  layer2:
    - primary
  layer3:
    metallb_peers:
      peer1:
        address_pool: [other]
"""


def test_pools_and_their_announcements_are_those_of_the_variables() -> None:
    (metallb,) = facts({ALL: POOLS}).metallb
    assert [(pool.name, pool.place.line, [str(span.first) for span in pool.spans]) for pool in metallb.pools] == [
        ("primary", 6, ["192.0.2.10", "198.51.100.0"]),
        ("other", 8, []),
    ]
    assert [each.is_known for each in metallb.pools[1].unread] == [False]
    assert metallb.pools[1].auto_assign.is_on is False
    assert [(each.name, each.layer2, [pool.text for pool in each.pools]) for each in metallb.advertisements] == [
        ("primary", True, ["primary"]),
        ("peer1", False, ["other"]),
    ]
    assert metallb.resources_read


def test_pools_that_something_else_may_announce_prove_nothing() -> None:
    (metallb,) = facts({ALL: POOLS.partition("  layer2")[0]}).metallb
    assert not metallb.resources_read


def test_ranges_of_old_kubesprays_are_pools_of_layer_2() -> None:
    old = 'metallb_enabled: true\nmetallb_ip_range:\n  - "192.0.2.10-192.0.2.20"\n'
    (metallb,) = facts({ALL: old}).metallb
    assert [(pool.name, pool.protocol, pool.place.line) for pool in metallb.pools] == [("loadbalanced", "layer2", 3)]
    (metallb,) = facts({ALL: old + "kubespray_version: v2.24.1\n"}).metallb
    assert metallb.pools == ()


@pytest.mark.parametrize(
    ("texts", "versions"),
    [
        ({"galaxy.yml": "name: kubespray\nversion: 2.24.1\n"}, ("0.5.12", "0.13.9")),
        ({"galaxy.yml": "name: kubespray\nversion: 2.21.0\n"}, ("0.5.12", "0.13.9")),
        ({"galaxy.yml": "name: another\nversion: 2.24.1\n"}, ("of unknown version", "of unknown version")),
        (
            {"requirements.yml": "collections:\n- name: https://example.org/kubespray\n  version: v2.31.0\n"},
            ("1.0.3", "0.13.9"),
        ),
        ({"i/group_vars/all/z.yml": "kube_vip_version: v1.2.0\nmetallb_version: 0.14.9\n"}, ("1.2.0", "0.14.9")),
        (
            {
                "roles/kubespray_defaults/defaults/main/download.yml": "kube_vip_version: 1.0.3\n"
                'kube_vip_image_tag: "v{{ kube_vip_version }}"\nmetallb_version: 0.13.9\n'
            },
            ("1.0.3", "0.13.9"),
        ),
    ],
)
def test_versions_are_those_that_kubespray_brings(texts: Mapping[str, str], versions: tuple[str, str]) -> None:
    found = facts({ALL: ON + "metallb_enabled: true\n"} | dict(texts))
    assert (str(found.kube_vip[0].version), str(found.metallb[0].version)) == versions


def test_an_election_of_each_service_is_what_the_release_writes() -> None:
    texts = {ALL: ON + "kube_vip_enableServicesElection: true\n"}

    def names(release: str) -> dict[str, bool | None]:
        (kube_vip,) = facts(texts | {"i/group_vars/all/v.yml": release}).kube_vip
        return {
            name: each.is_on
            for name, each in kube_vip.environment.items()
            if name.lower().endswith("election") and name != "vip_leaderelection"
        }

    assert names("kubespray_version: v2.23.3\n") == {"enableServicesElection": True}
    assert names("kubespray_version: v2.24.0\n") == {"svc_election": True}
    assert names("") == {"svc_election": None, "enableServicesElection": None}


def test_variables_of_kube_proxy_alone_are_unknown_where_their_file_is_not_there() -> None:
    (alone,) = facts({"addons.yml": "metallb_enabled: true\n"}).kube_proxy
    (whole,) = facts({ALL: "metallb_enabled: true\n"}).kube_proxy
    assert (alone.mode.is_known, alone.strict_arp.is_known) == (False, False)
    assert (whole.mode.text, whole.strict_arp.is_on) == ("ipvs", False)


def test_files_of_two_clusters_are_not_held_against_each_other() -> None:
    found = linted(
        {"a.yml": ON + "kube_vip_services_enabled: true\n", "b.yml": "kube_vip_enabled: false\nmetallb_enabled: true\n"}
    )
    assert found.faults == ()
    assert found.doubts == (("a.yml", 1, "kube_vip_enabled is set in 2 files: check each of them alone"),)


def test_an_encrypted_file_is_told() -> None:
    found = linted({ALL: ON, "i/group_vars/all/secret.yml": "$ANSIBLE_VAULT;1.1;AES256\n61\n"})
    assert ("i/group_vars/all/secret.yml", 1, "ansible-vault encrypted it: what it sets is not known") in found.doubts


def test_variables_of_other_playbooks_are_none_of_kubesprays() -> None:
    found = facts({"i/group_vars/all.yml": "kube_vip_tag_version: v0.8.2\nmetal_lb_ip_range: 192.0.2.1-192.0.2.9\n"})
    assert (found.kube_vip, found.metallb, found.kube_proxy) == ((), (), ())


def test_texts_that_grow_by_references_are_bounded() -> None:
    grown = "".join(f'v{step + 1}: "{f"{{{{ v{step} }}}}" * 100}"\n' for step in range(20))
    found = services({ALL: f'{ON}v0: "{"x" * 50}"\n{grown}kube_vip_services_enabled: "{{{{ v20 }}}}"\n'})
    assert not found.is_known


def test_variables_beside_an_inventory_count_where_they_are_given_by_hand() -> None:
    found = linted({ALL: ON, "i/site.yml": "\nmetallb_enabled: true\n"})
    assert found.doubts == (("i/site.yml", 2, "metallb_enabled counts only where this file is given by `-e`: left"),)


@pytest.mark.parametrize(
    "left_out",
    [
        "kube_proxy_remove: true",
        "kube_network_plugin: cilium\ncilium_kube_proxy_replacement: strict",
        "calico_bpf_enabled: true",
    ],
)
def test_without_kube_proxy_its_mode_says_nothing(left_out: str) -> None:
    assert facts({ALL: f"metallb_enabled: true\n{left_out}\n"}).kube_proxy == ()
    assert len(facts({ALL: "kube_network_plugin: flannel\ncalico_bpf_enabled: true\n"}).kube_proxy) == 1


def test_cilium_is_read_where_it_is_the_plugin() -> None:
    text = (
        "kube_network_plugin: cilium\ncilium_l2announcements: true\ncilium_loadbalancer_ip_pools:\n"
        "- name: blue\n  cidrs: [192.0.2.0/28]\n"
        "  ranges: [{start: 192.0.2.100, stop: 192.0.2.110}, {start: 192.0.2.9}]\n"
    )
    (cilium,) = facts({ALL: text}).cilium
    assert cilium.l2_announcements.is_on is True
    assert [(pool.name, pool.place.line) for pool in cilium.pools] == [("blue", 4)]
    assert [(str(span.first), str(span.last)) for span in cilium.pools[0].spans] == [
        ("192.0.2.0", "192.0.2.15"),
        ("192.0.2.100", "192.0.2.110"),
        ("192.0.2.9", "192.0.2.9"),
    ]
    assert facts({ALL: text.replace("plugin: cilium", "plugin: calico")}).cilium == ()


def test_references_within_parentheses_are_bounded() -> None:
    deep = "".join(f'v{step + 1}: "{{{{ {"(" * 6}v{step}{")" * 6} | default((((1)))) }}}}"\n' for step in range(60))
    for text in (deep, deep.replace("((((((", "(" * 300).replace("))))))", ")" * 300)):
        found = services({ALL: f'{ON}v0: true\n{text}kube_vip_services_enabled: "{{{{ v60 }}}}"\n'})
        assert not found.is_known
