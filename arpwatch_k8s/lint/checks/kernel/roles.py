"""What a host is, as far as something says so: a node of the cluster, or a proxy that sends to its addresses."""

from __future__ import annotations

import re
from typing import Final

from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import own_name

OF_PODS: Final = re.compile(
    r"(?:cali|cilium|lxc|veth|cni|flannel|kube-|weave|vxlan\.calico|tunl|nodelocaldns|antrea|ovn|genev|azv|eni)\S*"
)
"""Interfaces that a cluster's network makes on its nodes."""
VIRTUAL: Final = re.compile(
    OF_PODS.pattern
    + r"|lo|all|default|\*|(?:docker|br-|virbr|vnet|tap|tun|wg|gre|dummy|ifb|ip6|sit|vti|macvtap|podman)\S*"
)
"""Interfaces at which nobody outside of the host asks."""


class Hosts:
    """Hosts, of which some are known without the folders before them."""

    def __init__(self, hosts: set[str]) -> None:
        self._hosts = hosts
        self._bare = {each for each in hosts if "/" not in each}
        self._own_names = {own_name(each) for each in hosts}

    def __contains__(self, host: str) -> bool:
        return host in self._hosts or own_name(host) in self._bare or ("/" not in host and host in self._own_names)


class Roles:
    """Whose a host's settings are."""

    def __init__(self, facts: Facts) -> None:
        listed = {each.host for each in facts.addresses if OF_PODS.fullmatch(each.interface)}
        keys = ((each.host, each.key.split(".")) for each in facts.sysctls if each.live)
        seen = {host for host, key in keys if len(key) > 4 and OF_PODS.fullmatch(key[3].replace("/", "."))}
        self._nodes = Hosts({each.name for each in facts.nodes} | listed | seen)
        self._proxies = Hosts({each.host for each in facts.upstreams} | {each.host for each in facts.keepalived})

    def is_node(self, host: str) -> bool:
        """Whether something says that it is a node of the cluster."""
        return host in self._nodes

    def is_proxy(self, host: str) -> bool:
        """Whether a proxy's or keepalived's settings are its, and nothing says that it is a node."""
        return host in self._proxies and host not in self._nodes
