"""A stand-in for an API server: it answers from what a test put into it, allows what its rules do, and keeps a list of
what it was asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import yaml

from tests.conftest import REPO

Item = dict[str, Any]
ROLE = yaml.safe_load((REPO / "deploy/kubectl/clusterrole.yaml").read_text(encoding="utf-8"))
CORE = "v1"
KINDS = {
    **dict.fromkeys(("nodes", "services", "events", "pods", "configmaps", "secrets"), CORE),
    **dict.fromkeys(("daemonsets", "deployments"), "apps/v1"),
    "leases": "coordination.k8s.io/v1",
    "endpointslices": "discovery.k8s.io/v1",
}
METALLB = dict.fromkeys(
    ("servicel2statuses", "ipaddresspools", "l2advertisements", "bgpadvertisements"), "metallb.io/v1beta1"
)
CILIUM = {
    "ciliuml2announcementpolicies": "cilium.io/v2alpha1",
    "ciliumloadbalancerippools": "cilium.io/v2",
}
WITHOUT_NAMESPACE = {"nodes", *CILIUM}
NAMES = {
    "nodes": "Node",
    "services": "Service",
    "events": "Event",
    "pods": "Pod",
    "configmaps": "ConfigMap",
    "secrets": "Secret",
    "daemonsets": "DaemonSet",
    "deployments": "Deployment",
    "leases": "Lease",
    "endpointslices": "EndpointSlice",
    "servicel2statuses": "ServiceL2Status",
    "ipaddresspools": "IPAddressPool",
    "l2advertisements": "L2Advertisement",
    "bgpadvertisements": "BGPAdvertisement",
    "ciliuml2announcementpolicies": "CiliumL2AnnouncementPolicy",
    "ciliumloadbalancerippools": "CiliumLoadBalancerIPPool",
}


class Asked(NamedTuple):
    """A request, as RBAC sees it."""

    verb: str
    group: str
    resource: str
    name: str | None


class Log(NamedTuple):
    """What a container has written, now and before it was restarted."""

    text: bytes
    before: bytes | None = None


@dataclass
class Cluster:
    """A cluster: its objects by the plural of their kind, its containers' logs by pod."""

    objects: dict[str, list[Item]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=lambda: {**KINDS, **METALLB})
    """The kinds that it has, with their API versions."""
    logs: dict[str, Log] = field(default_factory=dict)
    changes: list[Item] = field(default_factory=list)
    """Services as they are written again once somebody watches."""
    rules: list[Item] = field(default_factory=lambda: ROLE["rules"])
    asked: list[Asked] = field(default_factory=list)

    def allows(self, asked: Asked) -> bool:
        """Whether a rule does."""
        return any(allows(rule, asked) for rule in self.rules)


def allows(rule: Item, asked: Asked) -> bool:
    """Whether a rule of RBAC allows a request."""
    return (
        asked.group in rule["apiGroups"]
        and asked.resource in rule["resources"]
        and asked.verb in rule["verbs"]
        and ("resourceNames" not in rule or asked.name in rule["resourceNames"])
    )


@contextmanager
def served(cluster: Cluster, folder: Path) -> Iterator[Path]:
    """The cluster at an address of its own, and kubectl's file for it."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer(self, cluster)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        path = folder / "kubeconfig"
        where = {"name": "stand-in", "cluster": {"server": f"http://127.0.0.1:{server.server_port}"}}
        context = {"name": "stand-in", "context": {"cluster": "stand-in", "user": ""}}
        document = {"apiVersion": "v1", "kind": "Config", "clusters": [where], "contexts": [context]}
        path.write_text(yaml.safe_dump({**document, "current-context": "stand-in"}))
        try:
            yield path
        finally:
            server.shutdown()
            thread.join()


def answer(handler: BaseHTTPRequestHandler, cluster: Cluster) -> None:
    """Answer a request."""
    url = urlsplit(handler.path)
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    parts = url.path.strip("/").split("/")
    if (found := discovery(cluster, parts)) is not None:
        return send(handler, 200, found)
    version, rest = (parts[1], parts[2:]) if parts[0] == "api" else ("/".join(parts[1:3]), parts[3:])
    namespace = None
    if rest[0] == "namespaces" and len(rest) > 2:
        namespace, rest = rest[1], rest[2:]
    resource, name = rest[0], rest[1] if len(rest) > 1 else None
    group = version.rpartition("/")[0]
    verb = "get" if name else "watch" if query.get("watch") else "list"
    asked = Asked(verb, group, "/".join([resource, *rest[2:]]), name)
    cluster.asked.append(asked)
    if not cluster.allows(asked):
        words = f'{resource}.{group} is forbidden: User "somebody" cannot {verb} resource "{resource}" in API group '
        return send(handler, 403, failure(403, "Forbidden", f'{words}"{group}" at the cluster scope'))
    items = [
        {"apiVersion": version, "kind": NAMES[resource], **item}
        for item in cluster.objects.get(resource, ())
        if namespace in (None, item["metadata"].get("namespace"))
    ]
    if verb == "watch":
        return send_changes(handler, cluster, items)
    if rest[2:] == ["log"]:
        return send_log(handler, cluster.logs[name or ""], query)
    if name is None:
        return send(
            handler, 200, {"kind": f"{NAMES[resource]}List", "apiVersion": version, "metadata": {}, "items": items}
        )
    found = next((item for item in items if item["metadata"]["name"] == name), None)
    missing = failure(404, "NotFound", f'{resource} "{name}" not found')
    return send(handler, 200 if found else 404, found or missing)


def discovery(cluster: Cluster, parts: list[str]) -> Item | None:
    """What a cluster says of itself; None where something else is asked for."""
    groups = sorted(set(cluster.kinds.values()) - {CORE})
    match parts:
        case ["version"]:
            return {"major": "1", "minor": "31", "gitVersion": "v1.31.4"}
        case ["api"]:
            return {"kind": "APIVersions", "versions": [CORE]}
        case ["apis"]:
            told = [
                {"name": group.partition("/")[0], "versions": [place], "preferredVersion": place}
                for group in groups
                for place in [{"groupVersion": group, "version": group.partition("/")[2]}]
            ]
            return {"kind": "APIGroupList", "apiVersion": "v1", "groups": told}
        case ["api", _] | ["apis", _, _]:
            version = "/".join(parts[1:])
            resources = [
                {
                    "name": name,
                    "singularName": NAMES[name].lower(),
                    "namespaced": name not in WITHOUT_NAMESPACE,
                    "kind": NAMES[name],
                    "verbs": ["get", "list", "watch"],
                }
                for name, of in cluster.kinds.items()
                if of == version
            ]
            return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version, "resources": resources}
        case _:
            return None


def failure(code: int, reason: str, message: str) -> Item:
    """A Status that says what is wrong."""
    return {
        "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code, "reason": reason, "message": message
    }  # fmt: skip


def send(handler: BaseHTTPRequestHandler, code: int, document: Item) -> None:
    """A document."""
    send_bytes(handler, code, json.dumps(document).encode(), "application/json")


def send_bytes(handler: BaseHTTPRequestHandler, code: int, body: bytes, kind: str) -> None:
    handler.send_response(code)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def send_log(handler: BaseHTTPRequestHandler, log: Log, query: dict[str, str]) -> None:
    """A container's log; what it wrote before where that is asked for."""
    assert query["timestamps"] == "true"
    body = log.before if query.get("previous") == "true" else log.text
    if body is None:
        words = f'previous terminated container "{query["container"]}" in pod "pod" not found'
        return send(handler, 400, failure(400, "BadRequest", words))
    return send_bytes(handler, 200, body, "text/plain")


def send_changes(handler: BaseHTTPRequestHandler, cluster: Cluster, items: list[Item]) -> None:
    """What is written meanwhile; then the watch is over, as an API server ends it after a while."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Connection", "close")
    handler.end_headers()
    for item in cluster.changes:
        whole = {**items[0], **item}
        handler.wfile.write(json.dumps({"type": "MODIFIED", "object": whole}).encode() + b"\n")
    handler.close_connection = True
