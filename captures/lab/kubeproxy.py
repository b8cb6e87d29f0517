"""The stand-in for kube-proxy on a node: nftables rules that translate VIP:port to the node's own TLS server.

As with kube-proxy in iptables mode and a MetalLB address, the VIP is on no interface: only the DNAT rule
makes the node take the packet. Without it the node routes the packet back out of the interface that it came
from. The rules are one map, so that programming a service is one element more and conntrack keeps watching
while there is none. A connection that conntrack has seen untranslated stays untranslated when the rule
returns: its SYN retries are forwarded too, on real nodes as here. `ct state invalid drop` is kube-proxy's
own (KUBE-FORWARD).
"""

from ipaddress import IPv4Address

from captures.lab.command import run
from captures.lab.topology import Host

RULES = """
table ip kube-proxy {
    map services {
        type ipv4_addr . inet_service : ipv4_addr . inet_service
    }
    chain prerouting {
        type nat hook prerouting priority dstnat
        dnat ip to ip daddr . tcp dport map @services
    }
    chain forward {
        type filter hook forward priority filter
        ct state invalid drop
    }
}
"""


def install(node: Host) -> None:
    """Put the rules on a node, with no service in them."""
    _nft(node, text=RULES)


def program(node: Host, *, vip: IPv4Address, port: int, backend_port: int) -> None:
    """Make the node serve VIP:port."""
    target = f"{node.address} . {backend_port}"
    _nft(node, text=f"add element ip kube-proxy services {{ {vip} . {port} : {target} }}")


def unprogram(node: Host, *, vip: IPv4Address, port: int) -> None:
    """Make the node forward VIP:port as a router would. Connections that it already serves go on."""
    _nft(node, text=f"delete element ip kube-proxy services {{ {vip} . {port} }}")


def _nft(node: Host, *, text: str) -> None:
    run("ip", "netns", "exec", node.namespace, "nft", "-f", "-", text=text)
