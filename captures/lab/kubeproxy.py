"""The stand-in for kube-proxy on a node: nftables rules that translate VIP:port to the node's own TLS server.

As with kube-proxy in iptables mode and a MetalLB address, the VIP is on no interface: only the DNAT rule
makes the node take the packet. Without it the node routes the packet back out of the interface that it came
from. The rules are one map, so that programming a service is one element more and conntrack keeps watching
while there is none. A connection that conntrack has seen untranslated stays untranslated when the rule
returns: its SYN retries are forwarded too, on real nodes as here. `ct state invalid drop` is kube-proxy's
own (KUBE-FORWARD). So are the two sets: a service without endpoints is rejected with port-unreachable, and one whose
endpoints are all elsewhere (externalTrafficPolicy Local) is dropped.
"""

from ipaddress import IPv4Address

from captures.lab.command import run
from captures.lab.options import Address
from captures.lab.topology import Host

RULES = """
table {family} kube-proxy {{
    map services {{
        type {type} . inet_service : {type} . inet_service
    }}
    set no_endpoints {{
        type {type} . inet_service
    }}
    set no_local_endpoints {{
        type {type} . inet_service
    }}
    chain prerouting {{
        type nat hook prerouting priority dstnat
        dnat {family} to {family} daddr . tcp dport map @services
    }}
    chain external {{
        ct state new {family} daddr . tcp dport @no_endpoints reject with {reject} port-unreachable
        {family} daddr . tcp dport @no_local_endpoints drop
    }}
    chain input {{
        type filter hook input priority filter
        jump external
    }}
    chain forward {{
        type filter hook forward priority filter
        ct state invalid drop
        jump external
    }}
}}
"""
FAMILIES = (
    {"family": "ip", "type": "ipv4_addr", "reject": "icmp type"},
    {"family": "ip6", "type": "ipv6_addr", "reject": "icmpv6 type"},
)


def install(node: Host) -> None:
    """Put the rules on a node, with no service in them."""
    for family in FAMILIES:
        _nft(node, text=RULES.format(**family))


def program(node: Host, *, vip: Address, port: int, backend_port: int) -> None:
    """Make the node serve VIP:port."""
    target = f"{node.address_like(vip)} . {backend_port}"
    _nft(node, text=f"add element {_table(vip)} services {{ {vip} . {port} : {target} }}")


def retarget(node: Host, *, vip: Address, port: int, endpoint: Host, backend_port: int) -> None:
    """Make the node serve VIP:port by another endpoint; no packet comes in between."""
    element = f"{_table(vip)} services {{ {vip} . {port}"
    target = f"{endpoint.address_like(vip)} . {backend_port}"
    _nft(node, text=f"delete element {element} }}\nadd element {element} : {target} }}")


def unprogram(node: Host, *, vip: Address, port: int) -> None:
    """Make the node forward VIP:port as a router would. Connections that it already serves go on."""
    _nft(node, text=f"delete element {_table(vip)} services {{ {vip} . {port} }}")


def reject(node: Host, *, vip: Address, port: int) -> None:
    """The service has no endpoints: refuse it with port-unreachable."""
    unprogram(node, vip=vip, port=port)
    _nft(node, text=f"add element {_table(vip)} no_endpoints {{ {vip} . {port} }}")


def accept(node: Host, *, vip: Address, port: int, backend_port: int) -> None:
    """The service has endpoints again."""
    _nft(node, text=f"delete element {_table(vip)} no_endpoints {{ {vip} . {port} }}")
    program(node, vip=vip, port=port, backend_port=backend_port)


def drop(node: Host, *, vip: Address, port: int) -> None:
    """The service's endpoints are all on other nodes, and its traffic policy is Local: drop it."""
    _nft(node, text=f"add element {_table(vip)} no_local_endpoints {{ {vip} . {port} }}")


def undrop(node: Host, *, vip: Address, port: int) -> None:
    """An endpoint has come to the node."""
    _nft(node, text=f"delete element {_table(vip)} no_local_endpoints {{ {vip} . {port} }}")


def _table(vip: Address) -> str:
    return "ip kube-proxy" if isinstance(vip, IPv4Address) else "ip6 kube-proxy"


def _nft(node: Host, *, text: str) -> None:
    run("ip", "netns", "exec", node.namespace, "nft", "-f", "-", text=text)
