"""Lines that programs write, made to order; a verdict on nothing but text."""

import json
from collections.abc import Mapping
from pathlib import Path

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.finding import Finding, Verdict
from tests.savefiles import VIP

DAY = "2026-11-22"


def clock(second: float) -> str:
    """A time of the day, so many seconds after 20:00:00."""
    whole = int(second)
    return f"{20 + whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def stamp(second: float) -> str:
    """RFC 3339 in whole seconds, as most programs have it."""
    return f"{DAY}T{clock(second)}Z"


def entry(manager: str, second: float, field: str = "f:loadBalancer", part: str = "f:status") -> dict[str, object]:
    """An entry of managedFields."""
    subresource = {"subresource": "status"} if part == "f:status" else {}
    return {
        "manager": manager,
        "operation": "Update",
        **subresource,
        "time": stamp(second),
        "fieldsV1": {part: {field: {}}},
    }


def service(*entries: Mapping[str, object], version: int = 1, address: str | None = VIP) -> str:
    """A Service as JSON, on one line."""
    ingress = [{"ip": address}] if address else []
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {
                "name": "ingress",
                "namespace": "web",
                "resourceVersion": str(version),
                "managedFields": list(entries),
            },
            "spec": {"type": "LoadBalancer"},
            "status": {"loadBalancer": {"ingress": ingress}},
        }
    )


def metallb(second: float, /, **pairs: object) -> str:
    """A line of MetalLB's, as 0.13 and later write it; keys with _ stand for those with spaces."""
    named = {key.replace("_", " "): value for key, value in pairs.items()}
    return json.dumps({"caller": "main.go:481", "level": "info", **named, "ts": stamp(second)}, separators=(",", ":"))


def announced(second: float, address: str = VIP) -> str:
    """A speaker says that it announces."""
    return metallb(second, event="serviceAnnounced", ips=[address], msg="service has IP, announcing", protocol="layer2")


def withdrawn(second: float, reason: str, address: str = VIP) -> str:
    """A speaker says that it announces no more."""
    said = "withdrawing service announcement"
    return metallb(second, event="serviceWithdrawn", ip=[address], msg=said, protocol="layer2", reason=reason)


def updated(second: float, name: str = "web/ingress") -> list[str]:
    """MetalLB's controller writes to a Service."""
    return [
        metallb(second, controller="ServiceReconciler", start_reconcile=name),
        metallb(second, event="serviceUpdated", msg="updated service object"),
        metallb(second, controller="ServiceReconciler", end_reconcile=name),
    ]


def nginx(second: float, address: str = VIP, errno: str = "113: No route to host") -> str:
    """An error of nginx at an upstream."""
    return (
        f"{DAY.replace('-', '/')} {clock(second)} [error] 1#1: *1 connect() failed ({errno}) while connecting to "
        f'upstream, client: 192.0.2.9, server: a.example, request: "GET / HTTP/1.1", upstream: '
        f'"https://{address}:443/", host: "a"'
    )


def verdict(folder: Path, files: Mapping[str, list[str]], *vips: str) -> Verdict:
    """Of texts alone."""
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines) + "\n")
    return analyze([folder], vips=vips).verdict


def only(found: Verdict, rule: str) -> Finding:
    """The one finding of a rule."""
    (one,) = (finding for finding in found.findings if finding.rule == rule)
    return one


def rules(found: Verdict) -> set[str]:
    """The rules that found something."""
    return {finding.rule for finding in found.findings}
