"""What goes wrong on hosts and in the network between them, as verbs over a lab.

As with the lab's own verbs, each writes what it did into the truth.
"""

import sys
from pathlib import Path

from captures.lab import kubeproxy
from captures.lab.command import run
from captures.lab.errors import LabError
from captures.lab.lab import Lab
from captures.lab.options import Address
from captures.lab.topology import Host

DEAD = """
table netdev dead {{
    chain received {{
        type filter hook ingress device "{interface}" priority filter
        drop
    }}
    chain sent {{
        type filter hook egress device "{interface}" priority filter
        drop
    }}
}}
"""
FIREWALL = """
table inet firewall {{
    chain input {{
        type filter hook input priority filter + 10
        ct state new tcp dport {port} reject with icmp host-prohibited
    }}
}}
"""
LOSSY_SWITCH = """
table bridge lossy {{
    chain prerouting {{
        type filter hook prerouting priority filter
        iifname "{port}" ether daddr ff:ff:ff:ff:ff:ff arp saddr ip {vip} drop
    }}
}}
"""


def hang(lab: Lab, node: Host) -> None:
    """The node hangs: it neither receives nor sends a frame any more, but its link stays up."""
    with lab.truth.deed("hangs", host=node):
        _nft(node.namespace, text=DEAD.format(interface=lab.options.interface))


def hang_backend(lab: Lab, node: Host) -> None:
    """The node's TLS server hangs; its kernel still completes handshakes."""
    with lab.truth.deed("backend hangs", host=node):
        lab.backends[node.name].pause()


def resume_backend(lab: Lab, node: Host) -> None:
    """It goes on with what has come meanwhile."""
    with lab.truth.deed("backend goes on", host=node):
        lab.backends[node.name].resume()


def lose_endpoints(lab: Lab, node: Host, vip: Address) -> None:
    """The service has no endpoints: the node's kube-proxy rejects it."""
    with lab.truth.deed("no endpoints", host=node, vip=vip):
        kubeproxy.reject(node, vip=vip, port=lab.options.service_port)


def regain_endpoints(lab: Lab, node: Host, vip: Address) -> None:
    """The service has endpoints again."""
    options = lab.options
    with lab.truth.deed("endpoints", host=node, vip=vip):
        kubeproxy.accept(node, vip=vip, port=options.service_port, backend_port=options.backend_port)


def lose_local_endpoints(lab: Lab, node: Host, vip: Address, *, port: int | None = None) -> None:
    """The last endpoint leaves the node, and the service's traffic policy is Local."""
    options = lab.options
    with lab.truth.deed("no local endpoint", host=node, vip=vip):
        kubeproxy.drop(node, vip=vip, port=port or options.service_port)
        kubeproxy.unprogram(node, vip=vip, port=port or options.service_port)


def without_local_endpoints(lab: Lab, node: Host, vip: Address, *, port: int) -> None:
    """The service never had an endpoint on the node, and its traffic policy is Local."""
    with lab.truth.deed("no local endpoint", host=node, vip=vip):
        kubeproxy.drop(node, vip=vip, port=port)


def regain_local_endpoints(lab: Lab, node: Host, vip: Address) -> None:
    """An endpoint comes back to the node."""
    options = lab.options
    with lab.truth.deed("local endpoint", host=node, vip=vip):
        # In this order no packet finds the node without either, which would forward it.
        kubeproxy.program(node, vip=vip, port=options.service_port, backend_port=options.backend_port)
        kubeproxy.undrop(node, vip=vip, port=options.service_port)


def raise_firewall(lab: Lab, node: Host) -> None:
    """The node's firewall is loaded with rules that know nothing of the service."""
    with lab.truth.deed("firewall rejects", host=node):
        _nft(node.namespace, text=FIREWALL.format(port=lab.options.backend_port))


def lower_firewall(lab: Lab, node: Host) -> None:
    """The rules are taken away."""
    with lab.truth.deed("firewall accepts", host=node):
        _nft(node.namespace, text="delete table inet firewall")


def change_endpoint(lab: Lab, node: Host, vip: Address, *, backend_port: int) -> None:
    """The node's kube-proxy chooses another endpoint for the service, in one step."""
    with lab.truth.deed("another endpoint", host=node, vip=vip):
        port = lab.options.service_port
        kubeproxy.retarget(node, vip=vip, port=port, endpoint=node, backend_port=backend_port)


def use_narrow_pod(lab: Lab, node: Host, vip: Address) -> None:
    """The endpoint that the node's kube-proxy chooses is a pod behind a narrow link."""
    if lab.hosts.pod is None:
        raise LabError("there is no pod in this run")
    options, pod = lab.options, lab.hosts.pod
    with lab.truth.deed("endpoint behind a narrow link", host=node, vip=vip):
        port = options.service_port
        kubeproxy.retarget(node, vip=vip, port=port, endpoint=pod, backend_port=options.backend_port)


def forget_path_mtu(lab: Lab, host: Host) -> None:
    """The host forgets how much fits on which way, as it does by itself after ten minutes."""
    with lab.truth.deed("forgets path MTU", host=host):
        run("ip", "-n", host.namespace, "route", "flush", "cache")


def flush_conntrack(lab: Lab, node: Host) -> None:
    """The node's connection table is emptied."""
    with lab.truth.deed("connection table flushed", host=node):
        run("ip", "netns", "exec", node.namespace, sys.executable, "-m", "captures.lab.conntrack")


def lose_announcements(lab: Lab, node: Host, vip: Address) -> None:
    """The switch loses every broadcast in which the node says that it has the VIP."""
    with lab.truth.deed("announcements lost", host=node, vip=vip):
        _nft(lab.hosts.switch, text=LOSSY_SWITCH.format(port=node.name, vip=vip))


def ignore_announcements(lab: Lab, host: Host) -> None:
    """The host believes no announcements, as a hardened kernel or a switch's ARP inspection has it."""
    with lab.truth.deed("ignores announcements", host=host):
        _sysctl(host, f"net.ipv4.conf.{lab.options.interface}.drop_gratuitous_arp=1")


def hurry_neighbors(lab: Lab, host: Host, *, reachable_s: float, delay_s: int) -> None:
    """The host doubts its neighbors sooner than the 30 s and 5 s of Linux, so that a run can be short."""
    prefix = f"net.ipv4.neigh.{lab.options.interface}"
    with lab.truth.deed(f"doubts neighbors after {reachable_s:g} s", host=host):
        reachable = f"{prefix}.base_reachable_time_ms={reachable_s * 1000:.0f}"
        _sysctl(host, reachable, f"{prefix}.delay_first_probe_time={delay_s}")


def stop_recorder(lab: Lab) -> None:
    """The first recorder is not scheduled any more: its buffer fills, and the kernel drops frames."""
    lab.truth.note("recorder stands still")
    lab.recorders[0].pause()


def resume_recorder(lab: Lab) -> None:
    """It goes on."""
    lab.recorders[0].resume()
    lab.truth.note("recorder goes on")


def cut_short(savefile: Path, *, bytes_cut: int) -> None:
    """The end of a savefile is lost, as on a full disk or in a copy that broke off."""
    size = savefile.stat().st_size
    with savefile.open("rb+") as stream:
        stream.truncate(size - bytes_cut)


def _sysctl(host: Host, *settings: str) -> None:
    run("ip", "netns", "exec", host.namespace, "sysctl", "-q", "-w", *settings)


def _nft(namespace: str, *, text: str) -> None:
    run("ip", "netns", "exec", namespace, "nft", "-f", "-", text=text)
