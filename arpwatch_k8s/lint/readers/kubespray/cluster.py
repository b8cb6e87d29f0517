"""kube-proxy, Kubernetes' version and nodes, of kubespray's variables and its file of hosts."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final

from arpwatch_k8s.lint.documents.node import pairs, setting, text
from arpwatch_k8s.lint.facts.cluster import KubeProxy, Node
from arpwatch_k8s.lint.facts.version import Versioned
from arpwatch_k8s.lint.readers.kubespray.hosts import CONTROL_PLANE, WORKERS, Host
from arpwatch_k8s.lint.readers.kubespray.layers import Layers
from arpwatch_k8s.lint.readers.kubespray.releases import release_of
from arpwatch_k8s.lint.readers.kubespray.variables import Variables
from arpwatch_k8s.lint.setting import Place, Setting, Unknown

ADDRESSES: Final = ("ip", "access_ip", "ansible_host")
INSTEAD: Final = {
    "cilium": "cilium_kube_proxy_replacement",
    "calico": "calico_bpf_enabled",
    "kube-router": "kube_router_run_service_proxy",
}
"""The variable by which a network plugin takes kube-proxy's place."""
TAINT: Final = "node-role.kubernetes.io/control-plane"


def kube_proxy(variables: Variables, place: Place) -> Iterator[KubeProxy]:
    """kube-proxy as the inventory sets it; none where it is taken away.

    What is not set is as kubespray has it only where the whole inventory is there: a file of variables by itself may
    have its neighbor elsewhere.
    """
    if is_left_out(variables):
        return
    mode, strict = (variables.setting(name) for name in ("kube_proxy_mode", "kube_proxy_strict_arp"))
    if not variables.layers.is_whole:
        mode, strict = asked_for(mode), asked_for(strict)
    yield KubeProxy(
        place=mode.place or strict.place or place,
        mode=mode,
        strict_arp=strict,
        made_by="kubespray",
        is_refused=True,
    )


def is_left_out(variables: Variables) -> bool:
    """Whether something stands in for kube-proxy, so that kubeadm leaves it out."""
    if variables.setting("kube_proxy_remove").is_on:
        return True
    instead = variables.setting(INSTEAD.get(variables.setting("kube_network_plugin").text, "kube_proxy_remove"))
    return bool(instead.is_on) or instead.text == "strict"


def asked_for(setting: Setting) -> Setting:
    """A setting that must be written to be known."""
    if setting.place is not None:
        return setting
    return Setting(name=setting.name, value=Unknown(why="is not among what was read"))


def kubernetes(variables: Variables, kubespray: Versioned) -> Iterator[Setting]:
    """The setting that names Kubernetes' version, or the release's default."""
    found = variables.setting("kube_version")
    release = release_of(kubespray)
    if found.place is not None and (found.is_known or release is None):
        yield found
    elif release is not None:
        yield Setting(name="kube_version", value=release.kubernetes)


def nodes(layers: Layers) -> Iterator[Node]:
    """The hosts of the cluster, with the addresses that the file of hosts gives them."""
    control = set(layers.control_plane)
    workers = set(layers.hosts.within(*WORKERS))
    for name in layers.hosts.within(*CONTROL_PLANE, *WORKERS, "k8s_cluster", "k8s-cluster"):
        several = layers.hosts.hosts[name]
        first = several[0]
        labels = {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux"}
        labels |= {TAINT: ""} if name in control else {}
        for each in several:
            labels |= {key: text(value) for key, value in pairs(each.variables.items.get("node_labels"))}
        yield Node(
            name=name,
            place=Place(file=first.document.file, line=first.line, path=name),
            labels=labels,
            addresses=tuple(addresses(several)),
            taints=(TAINT,) if name in control and workers and name not in workers else (),
        )


def addresses(several: list[Host]) -> Iterator[Setting]:
    """Addresses of a host, each once."""
    seen: set[str] = set()
    for host in several:
        for variable in ADDRESSES:
            node = host.variables.items.get(variable)
            found = setting(variable, node, host.document, path=f"{host.name}.{variable}")
            if node is not None and found.text not in seen and is_address(found.text):
                seen.add(found.text)
                yield found


def is_address(text: str) -> bool:
    """Whether a text is an address of a host, and not of the machine that runs Ansible."""
    try:
        return not ip_address(text).is_loopback
    except ValueError:
        return False
