"""The hosts of a segment and the network namespaces that they live in.

Each host is a namespace with one veth interface; the other end is a port of one bridge in a namespace of
its own, so nothing touches the interfaces, routes or bridges of the machine that runs the lab. Nodes
forward and send redirects, which is what a Kubernetes node does and what makes an unprogrammed service
visible on the wire.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

from captures.lab.command import run
from captures.lab.errors import LabError
from captures.lab.options import Options

PROXY_INDEX = 10
FIRST_NODE_INDEX = 21
VIP_INDEX = 80
OTHER_INDEX = 158

NODE_SYSCTLS = (
    "net.ipv4.ip_forward=1",
    "net.ipv4.conf.all.send_redirects=1",
    "net.ipv4.conf.default.send_redirects=1",
)
SWITCH_SYSCTLS = (
    # A switch is no host: without this its ports solicit routers from random MACs.
    "net.ipv6.conf.all.disable_ipv6=1",
    "net.ipv6.conf.default.disable_ipv6=1",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One machine on the segment."""

    name: str
    interface: IPv4Interface
    mac: str
    namespace: str

    @property
    def address(self) -> IPv4Address:
        return self.interface.ip


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """All machines of one run, and the namespace of the bridge between them."""

    proxy: Host
    nodes: tuple[Host, ...]
    other: Host
    switch: str

    @property
    def all(self) -> tuple[Host, ...]:
        return (self.proxy, *self.nodes, self.other)


def default_vip(network: IPv4Network) -> IPv4Address:
    """The VIP when none is asked for."""
    _check_size(network)
    return network[VIP_INDEX]


def _check_size(network: IPv4Network) -> None:
    if network.num_addresses <= OTHER_INDEX + 1:
        raise LabError(f"{network} is too small: addresses are numbered up to {OTHER_INDEX}")


def plan(options: Options) -> Hosts:
    """Name and number the hosts of a run."""

    _check_size(options.network)

    def host(name: str, index: int) -> Host:
        address = options.network[index]
        low = address.packed[1:]
        return Host(
            name=name,
            interface=IPv4Interface((address, options.network.prefixlen)),
            # Derived from the address: stable from run to run and easy to read in a frame.
            mac="52:54:00:" + ":".join(f"{octet:02x}" for octet in low),
            namespace=f"{options.prefix}-{name}",
        )

    hosts = Hosts(
        proxy=host("proxy", PROXY_INDEX),
        nodes=tuple(host(f"node{n + 1}", FIRST_NODE_INDEX + n) for n in range(options.nodes)),
        other=host("other", OTHER_INDEX),
        switch=f"{options.prefix}-switch",
    )
    _check_vips(options, hosts=hosts)
    return hosts


def _check_vips(options: Options, *, hosts: Hosts) -> None:
    taken = {host.address: host.name for host in hosts.all}
    for vip in options.vips:
        if vip not in options.network:
            raise LabError(f"VIP {vip} is not in {options.network}")
        if vip in taken:
            raise LabError(f"VIP {vip} is the address of {taken[vip]}")


@contextmanager
def built(hosts: Hosts, *, interface: str) -> Iterator[None]:
    """The segment while the context lasts; every namespace is removed at its end, however it ends."""
    namespaces = [hosts.switch, *(host.namespace for host in hosts.all)]
    try:
        _build_switch(hosts.switch)
        for host in hosts.all:
            _connect(host, switch=hosts.switch, interface=interface)
        for node in hosts.nodes:
            run("ip", "netns", "exec", node.namespace, "sysctl", "-q", "-w", *NODE_SYSCTLS)
        yield
    finally:
        _remove(namespaces)


def _build_switch(namespace: str) -> None:
    run("ip", "netns", "add", namespace)
    run("ip", "netns", "exec", namespace, "sysctl", "-q", "-w", *SWITCH_SYSCTLS)
    bridge = ("type", "bridge", "stp_state", "0", "forward_delay", "0")
    run("ip", "-n", namespace, "link", "add", "bridge", *bridge)
    run("ip", "-n", namespace, "link", "set", "bridge", "up")


def _connect(host: Host, *, switch: str, interface: str) -> None:
    run("ip", "netns", "add", host.namespace)
    veth = ("type", "veth", "peer", "name", interface, "address", host.mac, "netns", host.namespace)
    run("ip", "-n", switch, "link", "add", host.name, *veth)
    run("ip", "-n", switch, "link", "set", host.name, "master", "bridge", "up")
    run("ip", "-n", host.namespace, "address", "add", str(host.interface), "dev", interface)
    run("ip", "-n", host.namespace, "link", "set", "lo", "up")
    run("ip", "-n", host.namespace, "link", "set", interface, "up")


def _remove(namespaces: list[str]) -> None:
    # Asked of the kernel, not remembered: an interrupted build leaves some of them.
    existing = {line.split()[0] for line in run("ip", "netns", "list").splitlines() if line}
    for namespace in namespaces:
        if namespace in existing:
            run("ip", "netns", "del", namespace)
