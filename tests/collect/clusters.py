"""Clusters to be collected from: that of `captures/text-only`, where MetalLB and kube-vip write one Service in turn."""

import json
from typing import Any

from tests.collect.api_server import Cluster, Log
from tests.conftest import CAPTURES

Item = dict[str, Any]
CASE = CAPTURES / "text-only"
SPEAKER_IMAGE = "quay.io/metallb/speaker:v0.14.8"
KUBE_VIP_IMAGE = "ghcr.io/kube-vip/kube-vip:v1.2.3"
PASSWORD = "correct horse battery staple"


def listed(file: str) -> list[Item]:
    """The objects of a file of the case."""
    items: list[Item] = json.loads((CASE / file).read_text(encoding="utf-8"))["items"]
    return items


def log_of(file: str) -> bytes:
    """A log of the case as a container's: without what --prefix puts before each line."""
    lines = (CASE / file).read_text(encoding="utf-8").splitlines()
    return "".join(f"{line.partition('] ')[2]}\n" for line in lines).encode()


def node(name: str, address: str) -> Item:
    ready = {"type": "Ready", "status": "True", "lastTransitionTime": "2026-11-13T14:00:00Z"}
    status = {"addresses": [{"type": "InternalIP", "address": address}], "conditions": [ready]}
    return {"metadata": {"name": name}, "spec": {}, "status": status}


def pod(name: str, namespace: str, on: str, owner: tuple[str, str], container: Item, restarts: int = 0) -> Item:
    kind, made_by = owner
    return {
        "metadata": {"name": name, "namespace": namespace, "ownerReferences": [{"kind": kind, "name": made_by}]},
        "spec": {"nodeName": on, "containers": [container]},
        "status": {"containerStatuses": [{"name": container["name"], "restartCount": restarts}]},
    }


SPEAKER: Item = {
    "name": "speaker",
    "image": SPEAKER_IMAGE,
    "args": ["--port=7472", "--log-level=info"],
    "env": [
        {"name": "METALLB_ML_BIND_ADDR", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
        {"name": "METALLB_ML_LABELS", "value": "app=metallb,component=speaker"},
        {"name": "METALLB_ML_SECRET_KEY", "valueFrom": {"secretKeyRef": {"name": "memberlist", "key": "secretkey"}}},
        {"name": "HTTP_PROXY_PASSWORD", "value": PASSWORD},
    ],
}
KUBE_VIP: Item = {
    "name": "kube-vip",
    "image": KUBE_VIP_IMAGE,
    "args": ["manager", "--peerPass", PASSWORD],
    "env": [
        {"name": "vip_arp", "value": "true"},
        {"name": "svc_enable", "value": "true"},
        {"name": "bgp_peerpass", "value": PASSWORD},
    ],
}


def two_controllers() -> Cluster:
    """MetalLB on node2 and kube-vip on node1 both take the Service web/ingress."""
    speakers = {"spec": {"template": {"spec": {"containers": [SPEAKER]}}}}
    applied = {"kubectl.kubernetes.io/last-applied-configuration": json.dumps({"env": PASSWORD})}
    services = listed("services.json")
    default = {"metadata": {"name": "kubernetes", "namespace": "default"}, "spec": {"type": "ClusterIP"}}
    return Cluster(
        objects={
            "nodes": [node("node1", "192.0.2.21"), node("node2", "192.0.2.22")],
            "services": [*services, default],
            "events": listed("events.json"),
            "leases": [
                {
                    "metadata": {"name": "plndr-svcs-lock", "namespace": "kube-system"},
                    "spec": {
                        "holderIdentity": "node1",
                        "acquireTime": "2026-11-25T14:17:41.000000Z",
                        "renewTime": "2026-11-25T14:18:12.000000Z",
                        "leaseTransitions": 1,
                    },
                }
            ],
            "pods": [
                pod("speaker-7x2kq", "metallb-system", "node2", ("DaemonSet", "speaker"), SPEAKER),
                pod("kube-vip-node1", "kube-system", "node1", ("Node", "node1"), KUBE_VIP, restarts=1),
                pod("web-1", "web", "node2", ("DaemonSet", "web"), {"name": "web", "image": "nginx:1.29"}),
            ],
            "daemonsets": [
                {"metadata": {"name": "speaker", "namespace": "metallb-system", "annotations": applied}, **speakers},
                {"metadata": {"name": "web", "namespace": "web"}, "spec": {}},
            ],
            "ipaddresspools": [
                {
                    "metadata": {"name": "pool", "namespace": "metallb-system"},
                    "spec": {"addresses": ["192.0.2.80-192.0.2.89"]},
                }
            ],
            "l2advertisements": [{"metadata": {"name": "all", "namespace": "metallb-system"}, "spec": {}}],
            "configmaps": [
                {
                    "metadata": {"name": "kube-proxy", "namespace": "kube-system"},
                    "data": {
                        "config.conf": "apiVersion: kubeproxy.config.k8s.io/v1alpha1\n"
                        "kind: KubeProxyConfiguration\nmode: ipvs\nipvs:\n  strictARP: true\n",
                        "kubeconfig.conf": f"password: {PASSWORD}\n",
                    },
                }
            ],
            "secrets": [{"metadata": {"name": "memberlist", "namespace": "metallb-system"}, "data": {"k": PASSWORD}}],
        },
        logs={
            "speaker-7x2kq": Log(log_of("metallb-speaker.log")),
            "kube-vip-node1": Log(log_of("kube-vip.log"), before=log_of("kube-vip.log").partition(b"\n")[0] + b"\n"),
        },
        changes=[written_again(services[0], number) for number in range(4)],
    )


def written_again(service: Item, number: int) -> Item:
    """A Service as the one of its two writers whose turn it is has written it."""
    fields = [dict(each) for each in service["metadata"]["managedFields"]]
    writers = [each for each in fields if each.get("subresource") == "status"]
    writers[number % len(writers)]["time"] = f"2026-11-25T14:18:{20 + number}Z"
    version = str(48818 + number)
    return {**service, "metadata": {**service["metadata"], "resourceVersion": version, "managedFields": fields}}
