"""Logs of the cluster's programs, in the forms that they write, read as files are; times in seconds after noon."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from arpwatch_k8s.logs.event import Log
from arpwatch_k8s.logs.sources import LogFile, read_log
from tests.logs.saved import NOON, NS

VIP, OTHER = "192.0.2.80", "192.0.2.81"
SVCS = "kube-system/plndr-svcs-lock"


def logs(folder: Path, files: Mapping[str, Sequence[str]]) -> list[Log]:
    """Files of some lines, by their names."""
    read = []
    for name, lines in files.items():
        (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        read.append(read_log(LogFile(path=str(folder / name)), UTC, near=NOON))
    return read


def clock(seconds: float) -> datetime:
    """So many seconds after noon."""
    return datetime.fromtimestamp((NOON + round(seconds * NS)) / NS, UTC)


def stamp(seconds: float) -> str:
    """A time as Kubernetes writes it."""
    return f"{clock(seconds):%Y-%m-%dT%H:%M:%SZ}"


def metallb(seconds: float, **keys: object) -> str:
    """A line of a speaker's, 0.13 or later."""
    return json.dumps({"caller": "main.go:481", "level": "info", **keys, "ts": stamp(seconds)}, separators=(",", ":"))


def announced(seconds: float, vip: str = VIP) -> str:
    """A speaker says that it announces."""
    return metallb(
        seconds,
        event="serviceAnnounced",
        ips=[vip],
        msg="service has IP, announcing",
        pool="p",
        protocol="layer2",
    )


def withdrawn(seconds: float, reason: str = "notOwner") -> str:
    """A speaker says that it announces no more."""
    msg = "withdrawing service announcement"
    return metallb(
        seconds, event="serviceWithdrawn", ip=[VIP], ips=[VIP], msg=msg, pool="p", protocol="layer2", reason=reason
    )


def idle(seconds: float) -> str:
    """A speaker's line that says nothing of addresses."""
    return metallb(seconds, msg="node event - forcing sync", **{"node event": "NodeJoin", "node name": "node9"})


def kube_vip(seconds: float, message: str) -> str:
    """A line of kube-vip's, 0.8.10 or later."""
    return f"{clock(seconds):%Y/%m/%d %H:%M:%S} INFO {message}"


def adding(seconds: float, vip: str = VIP, name: str = "ingress") -> str:
    """kube-vip puts a Service's address on its interface."""
    return kube_vip(seconds, f"(svcs) adding VIP ip={vip} interface=eth0 namespace=web name={name}")


def started(seconds: float, node: str, lock: str = "plndr-svcs-lock") -> list[str]:
    """kube-vip names its node and the lease that it tries for."""
    return [
        kube_vip(seconds, f"using node name name={node}"),
        kube_vip(seconds, f'beginning services leadership namespace=kube-system "lock name"={lock} id={node}'),
    ]


def acquired(seconds: float, lease: str = SVCS) -> str:
    """client-go has a lease."""
    return f"I{clock(seconds):%m%d %H:%M:%S}.000000       1 leaderelection.go:271] successfully acquired lease {lease}"


def keepalived(seconds: float, host: str, message: str) -> str:
    """A line of keepalived's by syslog."""
    return f"{clock(seconds):%b %d %H:%M:%S} {host} Keepalived_vrrp[754]: {message}"


def objects(*items: object) -> list[str]:
    """A List as kubectl prints it."""
    return [json.dumps({"apiVersion": "v1", "kind": "List", "items": items})]


def lease(holder: str | None, acquired_at: float | None, renewed: float | None, name: str = SVCS) -> object:
    """A Lease."""
    space, _, short = name.partition("/")
    spec = {"holderIdentity": holder, "leaseTransitions": 3}
    spec |= {"acquireTime": stamp(acquired_at)} if acquired_at is not None else {}
    spec |= {"renewTime": stamp(renewed)} if renewed is not None else {}
    return {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {"name": short, "namespace": space},
        "spec": spec,
    }


def service(name: str = "ingress", vip: str = VIP) -> object:
    """A Service."""
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": "web"},
        "spec": {"type": "LoadBalancer"},
        "status": {"loadBalancer": {"ingress": [{"ip": vip}]}},
    }


def status(node: str, created: float, name: str = "l2-abcde") -> object:
    """MetalLB's status of a Service."""
    return {
        "apiVersion": "metallb.io/v1beta1",
        "kind": "ServiceL2Status",
        "metadata": {"name": name, "namespace": "metallb-system", "creationTimestamp": stamp(created)},
        "status": {"node": node, "serviceName": "ingress", "serviceNamespace": "web"},
    }


def assigned(node: str, first: float, last: float) -> object:
    """MetalLB's Event about a Service."""
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": f"ingress.{node}", "namespace": "web"},
        "involvedObject": {"kind": "Service", "namespace": "web", "name": "ingress"},
        "reason": "nodeAssigned",
        "message": f'announcing from node "{node}" with protocol "layer2"',
        "source": {"component": "metallb-speaker"},
        "firstTimestamp": stamp(first),
        "lastTimestamp": stamp(last),
        "count": 1 if first == last else 2,
        "type": "Normal",
    }
