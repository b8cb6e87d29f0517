"""The hosts of a segment and the network namespaces that they live in.

Each host is a namespace with one veth interface; the other end is a port of one bridge in a namespace of
its own, so nothing touches the interfaces, routes or bridges of the machine that runs the lab. Nodes
forward and send redirects, which is what a Kubernetes node does and what makes an unprogrammed service
visible on the wire. The proxy's link may be a trunk (`trunk`) or lead through a router.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network

from captures.lab.command import run
from captures.lab.errors import LabError
from captures.lab.options import USUAL_SEED, Address, Options

ROUTER_INDEX = 1
PROXY_INDEX = 10
FIRST_NODE_INDEX = 21
VIP_INDEX = 80
OTHER_INDEX = 158

FAR_NETWORK = IPv4Network("198.51.100.0/24")
"Where the proxy is when it is behind the router (RFC 5737)."
POD_NETWORK = IPv4Network("10.244.1.0/24")
"Of the pods on the second node; never on the segment."
POD_MTU = 1400
"Of the node's link to them: as behind a tunnel whose overhead the pod's own interface does not know of."
ELSEWHERE = IPv4Address("203.0.113.53")
"Something in a third network, behind the same router (RFC 5737)."
POD_LINK = "pod0"
FIRST_PORTS = range(16_384, 49_152, 2)
PORTS = 16_384
"Where the ports that a proxy connects from may begin, and how many it has: which, is left to the seed."
TRUNK = "trunk0"
"The proxy's interface with the tagged frames."

NODE_SYSCTLS = (
    "net.ipv4.ip_forward=1",
    "net.ipv4.conf.all.send_redirects=1",
    "net.ipv4.conf.default.send_redirects=1",
    "net.ipv6.conf.all.forwarding=1",
)
SWITCH_SYSCTLS = (
    # A switch is no host: without this its ports solicit routers from random MACs.
    "net.ipv6.conf.all.disable_ipv6=1",
    "net.ipv6.conf.default.disable_ipv6=1",
)
TRUNK_SYSCTLS = (f"net.ipv6.conf.{TRUNK}.disable_ipv6=1",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One machine on the segment."""

    name: str
    interface: IPv4Interface
    interface6: IPv6Interface | None
    mac: str
    namespace: str

    @property
    def address(self) -> IPv4Address:
        return self.interface.ip

    def address_like(self, vip: Address) -> Address:
        """The host's address of the VIP's family."""
        if isinstance(vip, IPv4Address):
            return self.address
        if self.interface6 is None:
            raise LabError(f"{self.name} has no IPv6 address for {vip}: give the run an IPv6 network")
        return self.interface6.ip


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """All machines of one run, and the namespace of the bridge between them."""

    proxy: Host
    nodes: tuple[Host, ...]
    other: Host
    router: Host | None
    pod: Host | None
    switch: str

    @property
    def all(self) -> tuple[Host, ...]:
        some = [host for host in (self.router, self.pod) if host is not None]
        return (self.proxy, *self.nodes, self.other, *some)


def default_vip(network: IPv4Network, *, number: int = VIP_INDEX) -> IPv4Address:
    """The VIP when none is asked for."""
    _check_size(network)
    return network[number]


def default_vip_6(network: IPv6Network) -> IPv6Address:
    """The same for IPv6."""
    return network[_as_written(VIP_INDEX)]


def _mac_of(address: IPv4Address) -> str:
    """Derived from the address: stable from run to run and easy to read in a frame."""
    return "52:54:00:" + address.packed[1:].hex(":")


def _as_written(index: int) -> int:
    """The number whose hexadecimal digits are those of the decimal index, so that addresses of both families match."""
    return int(str(index), 16)


def _check_size(network: IPv4Network) -> None:
    if network.num_addresses <= OTHER_INDEX + 1:
        raise LabError(f"{network} is too small: addresses are numbered up to {OTHER_INDEX}")


def _check_networks(options: Options) -> None:
    """The segment's networks leave the others' alone, and have room."""
    _check_size(options.network)
    elsewhere = IPv4Network(f"{ELSEWHERE}/32")
    taken = [network for network in (FAR_NETWORK, POD_NETWORK, elsewhere) if network.overlaps(options.network)]
    if taken:
        raise LabError(f"{options.network} overlaps with {taken[0]}, which the lab has for what is not on the segment")
    if options.network6 is not None and options.network6.num_addresses <= _as_written(OTHER_INDEX):
        raise LabError(f"{options.network6} is too small: addresses are numbered up to {OTHER_INDEX}")


def plan(options: Options) -> Hosts:
    """Name and number the hosts of a run."""

    _check_networks(options)

    def host(name: str, index: int, *, network: IPv4Network = options.network) -> Host:
        address = network[index]
        six = options.network6
        return Host(
            name=name,
            interface=IPv4Interface((address, network.prefixlen)),
            interface6=None if six is None else IPv6Interface((six[_as_written(index)], six.prefixlen)),
            mac=_mac_of(address),
            namespace=f"{options.prefix}-{name}",
        )

    hosts = Hosts(
        proxy=host("proxy", PROXY_INDEX, network=FAR_NETWORK if options.behind_router else options.network),
        nodes=tuple(host(f"node{n + 1}", FIRST_NODE_INDEX + n) for n in range(options.nodes)),
        other=host("other", OTHER_INDEX),
        router=host("router", ROUTER_INDEX) if options.behind_router else None,
        pod=host("pod", PROXY_INDEX, network=POD_NETWORK) if options.narrow_pod else None,
        switch=f"{options.prefix}-switch",
    )
    _check_vips(options, hosts=hosts)
    return hosts


def _check_vips(options: Options, *, hosts: Hosts) -> None:
    taken = {str(host.address): host.name for host in hosts.all}
    taken |= {str(host.interface6.ip): host.name for host in hosts.all if host.interface6 is not None}
    for vip in options.vips:
        if vip not in options.network and (options.network6 is None or vip not in options.network6):
            raise LabError(f"VIP {vip} is not in {options.network6 or options.network}")
        if str(vip) in taken:
            raise LabError(f"VIP {vip} is the address of {taken[str(vip)]}")


@contextmanager
def built(hosts: Hosts, *, options: Options) -> Iterator[None]:
    """The segment while the context lasts; every namespace is removed at its end, however it ends."""
    namespaces = [hosts.switch, *(host.namespace for host in hosts.all)]
    try:
        _build_switch(hosts.switch)
        for host in hosts.all:
            run("ip", "netns", "add", host.namespace)
            run("ip", "-n", host.namespace, "link", "set", "lo", "up")
        for node in hosts.nodes:
            run("ip", "netns", "exec", node.namespace, "sysctl", "-q", "-w", *NODE_SYSCTLS)
        for host in hosts.all:
            _connect(host, hosts=hosts, options=options)
        _choose_ports(hosts.proxy, seed=options.seed)
        if hosts.router is not None:
            _route(hosts, router=hosts.router)
        if hosts.pod is not None:
            _give_pod(hosts.nodes[1], pod=hosts.pod)
        yield
    finally:
        _remove(namespaces)


def _build_switch(namespace: str) -> None:
    run("ip", "netns", "add", namespace)
    run("ip", "netns", "exec", namespace, "sysctl", "-q", "-w", *SWITCH_SYSCTLS)
    bridge = ("type", "bridge", "stp_state", "0", "forward_delay", "0")
    run("ip", "-n", namespace, "link", "add", "bridge", *bridge)
    run("ip", "-n", namespace, "link", "set", "bridge", "up")


def _connect(host: Host, *, hosts: Hosts, options: Options) -> None:
    """Give the host its interface, in the segment, on the trunk or behind the router."""
    near = (hosts.switch, host.name)
    if host is hosts.proxy and hosts.router is not None:
        near = (hosts.router.namespace, "eth1")
    if host is hosts.pod:
        near = (hosts.nodes[1].namespace, POD_LINK)
    if host is hosts.proxy and options.vlan is not None:
        _lay_trunk(host, switch=hosts.switch, interface=options.interface)
    else:
        _link(near, host=host, interface=options.interface)
    if near[0] == hosts.switch:
        run("ip", "-n", hosts.switch, "link", "set", host.name, "master", "bridge", "up")
    run("ip", "-n", host.namespace, "address", "add", str(host.interface), "dev", options.interface)
    if host.interface6 is not None:
        # Nothing else has these addresses: no wait for objections.
        run("ip", "-n", host.namespace, "address", "add", str(host.interface6), "dev", options.interface, "nodad")
    run("ip", "-n", host.namespace, "link", "set", options.interface, "up")


def _link(near: tuple[str, str], *, host: Host, interface: str) -> None:
    namespace, port = near
    veth = ("type", "veth", "peer", "name", interface, "address", host.mac, "netns", host.namespace)
    run("ip", "-n", namespace, "link", "add", port, *veth)
    run("ip", "-n", namespace, "link", "set", port, "up")


def _lay_trunk(host: Host, *, switch: str, interface: str) -> None:
    """A tap on each side for the untagged frames, and a wire for the tagged ones; `trunk` relays in between."""
    run("ip", "-n", switch, "tuntap", "add", "dev", host.name, "mode", "tap")
    run("ip", "-n", host.namespace, "tuntap", "add", "dev", interface, "mode", "tap")
    run("ip", "-n", host.namespace, "link", "set", interface, "address", host.mac)
    run("ip", "-n", switch, "link", "add", TRUNK, "type", "veth", "peer", "name", TRUNK, "netns", host.namespace)
    run("ip", "netns", "exec", host.namespace, "sysctl", "-q", "-w", *TRUNK_SYSCTLS)
    for namespace in (switch, host.namespace):
        run("ip", "-n", namespace, "link", "set", TRUNK, "up")


def _choose_ports(proxy: Host, *, seed: int) -> None:
    """Which ports the proxy connects from; by the usual seed, those that the kernel has by itself."""
    if seed == USUAL_SEED:
        return
    first = random.Random(seed).choice(FIRST_PORTS)
    ports = f"net.ipv4.ip_local_port_range={first} {first + PORTS - 1}"
    run("ip", "netns", "exec", proxy.namespace, "sysctl", "-q", "-w", ports)


def _route(hosts: Hosts, *, router: Host) -> None:
    """The router's other interface, and everybody's route through it."""
    gateway = FAR_NETWORK[ROUTER_INDEX]
    run("ip", "-n", router.namespace, "link", "set", "eth1", "address", _mac_of(gateway))
    run("ip", "-n", router.namespace, "address", "add", f"{gateway}/{FAR_NETWORK.prefixlen}", "dev", "eth1")
    run("ip", "-n", router.namespace, "address", "add", f"{ELSEWHERE}/32", "dev", "lo")
    run("ip", "netns", "exec", router.namespace, "sysctl", "-q", "-w", "net.ipv4.ip_forward=1")
    run("ip", "-n", hosts.proxy.namespace, "route", "add", "default", "via", str(gateway))
    for host in (*hosts.nodes, hosts.other):
        run("ip", "-n", host.namespace, "route", "add", "default", "via", str(router.address))


def _give_pod(node: Host, *, pod: Host) -> None:
    """The node's side of the link to its pod, which is narrow, and the pod's way out."""
    gateway = POD_NETWORK[1]
    run("ip", "-n", node.namespace, "address", "add", f"{gateway}/{POD_NETWORK.prefixlen}", "dev", POD_LINK)
    run("ip", "-n", node.namespace, "link", "set", POD_LINK, "mtu", str(POD_MTU))
    run("ip", "-n", pod.namespace, "route", "add", "default", "via", str(gateway))


def _remove(namespaces: list[str]) -> None:
    # Asked of the kernel, not remembered: an interrupted build leaves some of them.
    existing = {line.split()[0] for line in run("ip", "netns", "list").splitlines() if line}
    for namespace in namespaces:
        if namespace in existing:
            run("ip", "netns", "del", namespace)
