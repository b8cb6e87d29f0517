"""What a Service says as JSON: its addresses, that it was written again, and who writes which part of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.logs.cluster.kube_object import address, each, full_name, part, text
from arpwatch_k8s.logs.details.belief import Manager, Reconcile, Reconciling, Remark
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.details.listed import EndpointListed, ServiceListed
from arpwatch_k8s.wording.value import JsonValue

SERVICE_NAME: Final = "kubernetes.io/service-name"

Said = tuple[str | None, Detail, str]
"""A time as text, None where nobody knows it; what is said; and that in words."""


def service(item: JsonValue, change: str | None, earlier: str | None) -> Iterator[Said]:
    """What a Service says; `earlier`: the resourceVersion that the same file had of it before."""
    name, version = full_name(item), text(item, "metadata", "resourceVersion")
    ingress = (address(entry, "ip") for entry in each(item, "status", "loadBalancer", "ingress"))
    first = next((found for found in ingress if found), None)
    writers = list(managers(item))
    words = f"Service {name} resourceVersion {version or '?'} status.loadBalancer {first or 'empty'}"
    is_again = change == "MODIFIED" if change else is_later(version, earlier)
    if change == "DELETED":
        yield None, Remark(program="kubernetes"), f"{words}: deleted"
        return
    if is_again:
        last = max((time for time, _, _ in writers if time), default=None)
        who = next((manager for time, manager, _ in writers if time == last), None) if last else None
        program = who if who and sum(time == last for time, _, _ in writers) == 1 else "kubernetes"
        yield last, Reconcile(kind=Reconciling.UPDATED, service=name, program=program, address=first), words
    else:
        policy = text(item, "spec", "externalTrafficPolicy")
        detail = ServiceListed(
            service=name,
            address=first,
            type=text(item, "spec", "type") or "ClusterIP",
            version=version,
            local=None if policy is None else policy == "Local",
        )
        yield None, detail, words
    for time, manager, fields in writers:
        writes = f"{words}: {manager} writes {fields or 'the object'}"
        yield time, Manager(service=name, manager=manager, fields=fields, address=first), writes


def is_later(version: str | None, earlier: str | None) -> bool:
    """Whether a resourceVersion is a later one than another: a larger number, where both are numbers."""
    if not version or not earlier or version == earlier:
        return False
    numbers = version.isdecimal() and earlier.isdecimal()
    return (len(version), version) > (len(earlier), earlier) if numbers else True


def managers(item: JsonValue) -> Iterator[tuple[str | None, str, str]]:
    """Time, name and subresource of those who write an object; of a status that is no subresource, too. Who writes
    conditions of a status and no addresses is told as a writer of `status.conditions`."""
    for entry in each(item, "metadata", "managedFields"):
        name = text(entry, "manager")
        if name:
            status = part(entry, "fieldsV1", "f:status")
            fields = text(entry, "subresource") or ("status" if isinstance(status, dict) else "")
            if fields == "status" and isinstance(status, dict) and "f:loadBalancer" not in status:
                fields = "status.conditions"
            yield text(entry, "time"), name, fields


def endpoints(item: JsonValue) -> Iterator[Said]:
    """The endpoints of a slice, each with its node."""
    namespace = text(item, "metadata", "namespace")
    name = text(part(item, "metadata", "labels"), SERVICE_NAME)
    if name is None:
        return
    full = f"{namespace}/{name}" if namespace else name
    for entry in each(item, "endpoints"):
        found = next((where for where in each(entry, "addresses") if isinstance(where, str)), None)
        node, ready = text(entry, "nodeName"), part(entry, "conditions", "ready") is not False
        detail = EndpointListed(service=full, node=node, ready=ready, address=address({"ip": found}, "ip"))
        yield None, detail, f"endpoint {found} of {full} on {node or '?'}: {'ready' if ready else 'not ready'}"
