"""Objects of Kubernetes as JSON."""

import json
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.cluster.kubectl_json import SOURCE, recognize
from arpwatch_k8s.logs.details.belief import (
    Belief,
    Holding,
    Leadership,
    Leading,
    Manager,
    NodeEvent,
    Reconcile,
    Reconciling,
    Remark,
)
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.details.listed import EndpointListed, LeaseListed, NodeListed, ServiceListed
from arpwatch_k8s.logs.event import Contents
from arpwatch_k8s.logs.sources import LogFile, read_log

NOON = 1_795_348_800 * 10**9
VIP = "192.0.2.80"
Object = dict[str, Any]


def at(seconds: int, fraction: str = "") -> str:
    return f"2026-11-22T12:00:{seconds:02}{fraction}Z"


def service(version: int, *managers: tuple[str, int], ip: str | None = VIP) -> Object:
    """A Service whose status is written by some, at a second each."""
    fields = [
        {"manager": name, "operation": "Update", "subresource": "status", "time": at(second)}
        for name, second in managers
    ]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {
            "name": "ingress",
            "namespace": "web",
            "resourceVersion": str(version),
            "managedFields": fields,
        },
        "spec": {"type": "LoadBalancer", "externalTrafficPolicy": "Local"},
        "status": {"loadBalancer": {"ingress": [{"ip": ip}]} if ip else {}},
    }


def read(tmp_path: Path, text: str) -> Contents:
    path = tmp_path / "objects.json"
    path.write_text(text)
    assert recognize(text.encode()) == 1
    return SOURCE.read(path, ZoneClock(UTC))


def dated(contents: Contents) -> list[tuple[float, Detail]]:
    """Seconds after noon and what is said."""
    return [((event.time - NOON) / 10**9, event.detail) for event in contents.events]


def details(contents: Contents) -> list[Detail]:
    return [item.detail for item in contents.undated]


def listed(version: int, ip: str | None = VIP) -> ServiceListed:
    return ServiceListed(service="web/ingress", address=ip, type="LoadBalancer", version=str(version), local=True)


def manager(name: str, ip: str | None = VIP) -> Manager:
    return Manager(service="web/ingress", manager=name, fields="status", address=ip)


def updated(program: str, ip: str | None = VIP) -> Reconcile:
    return Reconcile(kind=Reconciling.UPDATED, service="web/ingress", program=program, address=ip)


@pytest.mark.parametrize("indent", [None, 4])
@pytest.mark.parametrize("watched", [False, True])
def test_a_service_written_again_is_told_with_who_wrote_last_and_when(
    tmp_path: Path, indent: int | None, watched: bool
) -> None:
    first, second = service(812, ("controller", 1)), service(815, ("controller", 1), ("kube-vip", 3), ip=None)
    shown = [{"type": "ADDED", "object": first}, {"type": "MODIFIED", "object": second}] if watched else [first, second]
    contents = read(tmp_path, "\n".join(json.dumps(item, indent=indent) for item in shown) + "\n")
    assert details(contents) == [listed(812)]
    assert dated(contents) == [
        (1, manager("controller")),
        (3, updated("kube-vip", None)),
        (1, manager("controller", None)),
        (3, manager("kube-vip", None)),
    ]
    assert {event.width_ns for event in contents.events} == {10**9}


def test_who_wrote_is_not_said_where_two_wrote_in_one_second(tmp_path: Path) -> None:
    items = [service(812), service(815, ("controller", 3), ("kube-vip", 3))]
    contents = read(tmp_path, "\n".join(map(json.dumps, items)))
    assert (3, updated("kubernetes")) in dated(contents)


def test_an_update_without_managed_fields_has_no_time(tmp_path: Path) -> None:
    contents = read(tmp_path, json.dumps(service(9)) + json.dumps(service(10)) + json.dumps(service(10)))
    assert details(contents) == [listed(9), updated("kubernetes"), listed(10)]


def test_one_manager_is_told_once_for_each_time(tmp_path: Path) -> None:
    contents = read(tmp_path, (json.dumps(service(9, ("controller", 1))) + "\n") * 3)
    assert dated(contents) == [(1, manager("controller"))]


def test_a_lease_says_since_when_until_when_and_how_often_it_moved(tmp_path: Path) -> None:
    lease = {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {"name": "plndr-svcs-lock", "namespace": "kube-system"},
        "spec": {
            "holderIdentity": "node1",
            "acquireTime": at(2, ".250000"),
            "renewTime": at(9, ".500000"),
            "leaseTransitions": 4,
        },
    }
    contents = read(tmp_path, json.dumps({"apiVersion": "v1", "items": [lease], "kind": "List"}, indent=4))
    name = "kube-system/plndr-svcs-lock"
    assert dated(contents) == [
        (2.25, Leadership(kind=Leading.GAINED, lease=name, node="node1", program="kube-vip")),
        (9.5, Leadership(kind=Leading.SEEN, lease=name, node="node1", program="kube-vip")),
        (9.5, LeaseListed(lease=name, node="node1", transitions=4)),
    ]
    assert {event.width_ns for event in contents.events} == {1000}


def event(**more: Any) -> Object:  # noqa: ANN401 - parts of JSON
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "reason": "nodeAssigned",
        "message": 'announcing from node "node2" with protocol "layer2"',
        "involvedObject": {"kind": "Service", "namespace": "web", "name": "ingress"},
        "source": {"component": "metallb-speaker"},
        **more,
    }


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ({"firstTimestamp": at(1), "lastTimestamp": at(9), "count": 12}, [1, 9]),
        ({"firstTimestamp": at(1), "lastTimestamp": at(1)}, [1]),
        ({"firstTimestamp": None, "lastTimestamp": None, "eventTime": at(3, ".250000")}, [3.25]),
        ({"eventTime": at(3, ".250000"), "series": {"count": 5, "lastObservedTime": at(8, ".5")}}, [3.25, 8.5]),
        ({"metadata": {"creationTimestamp": at(7)}}, [7]),
    ],
)
def test_an_event_is_told_when_it_was_seen_first_and_last(tmp_path: Path, times: Object, expected: list[float]) -> None:
    belief = Belief(
        kind=Holding.ANNOUNCED,
        address=None,
        node="node2",
        service="web/ingress",
        program="metallb",
        reason="nodeAssigned",
    )
    assert dated(read(tmp_path, json.dumps(event(**times)))) == [(second, belief) for second in expected]


def test_a_status_says_who_announces_and_its_deletion_that_no_more(tmp_path: Path) -> None:
    status = {
        "apiVersion": "metallb.io/v1beta1",
        "kind": "ServiceL2Status",
        "metadata": {"name": "l2-abcde", "creationTimestamp": at(5)},
        "status": {"node": "node2", "serviceName": "ingress", "serviceNamespace": "web"},
    }
    text = "\n".join(json.dumps({"type": kind, "object": status}) for kind in ("ADDED", "DELETED"))
    contents = read(tmp_path, text)
    said = [item.detail for item in (*contents.events, *contents.undated)]
    assert [(belief.kind, belief.node, belief.service) for belief in said if isinstance(belief, Belief)] == [
        (Holding.ANNOUNCED, "node2", "web/ingress"),
        (Holding.WITHDRAWN, "node2", "web/ingress"),
    ]


def test_endpoints_and_nodes_are_listed(tmp_path: Path) -> None:
    piece = {
        "metadata": {"namespace": "web", "labels": {"kubernetes.io/service-name": "ingress"}},
        "endpoints": [
            {"addresses": ["10.1.2.3"], "nodeName": "node3", "conditions": {"ready": True}},
            {"addresses": ["10.1.2.4"], "nodeName": "node2", "conditions": {"ready": False}},
        ],
    }
    node = {
        "kind": "Node",
        "metadata": {"name": "node2"},
        "status": {
            "addresses": [{"type": "Hostname", "address": "node2"}, {"type": "InternalIP", "address": "192.0.2.22"}],
            "conditions": [{"type": "Ready", "status": "False", "lastTransitionTime": at(4)}],
        },
    }
    slices = {"apiVersion": "discovery.k8s.io/v1", "items": [piece], "kind": "EndpointSliceList"}
    contents = read(tmp_path, json.dumps(slices) + "\n" + json.dumps(node) + '\n{"kind": "Pod", "metadata": {}}')
    assert details(contents) == [
        EndpointListed(service="web/ingress", node="node3", ready=True, address="10.1.2.3"),
        EndpointListed(service="web/ingress", node="node2", ready=False, address="10.1.2.4"),
        NodeListed(node="node2", address="192.0.2.22", ready=False),
        Remark(program="kubernetes"),
    ]
    assert dated(contents) == [(4, NodeEvent(kind="node_not_ready", node="node2", program="kubernetes"))]


def test_an_object_that_breaks_off_is_told_and_those_after_it_are_read(tmp_path: Path) -> None:
    whole = json.dumps(service(9))
    contents = read(tmp_path, f"{whole}\n{whole[:80]}\n{json.dumps(service(10))}\n^C\n")
    assert details(contents) == [listed(9), updated("kubernetes")]
    assert [text for _, text in contents.unparsed] == [whole[:80], "^C"]


def test_a_file_is_told_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "svc.json"
    path.write_text(json.dumps(service(9)))
    assert read_log(LogFile(path=str(path)), UTC).source == "kubectl-json"


@pytest.mark.parametrize(
    "text",
    [
        '{"caller":"main.go:481","event":"serviceAnnounced","ips":["192.0.2.80"]}',
        '{"level":"debug","object":{"kind":"Service","apiVersion":"v1"}}',
        '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"x"}',
        '[{"dst":"192.0.2.80","dev":"eth0","state":["STALE"]}]',
        "apiVersion: v1\nkind: List\n",
    ],
    ids=["metallb", "controller-runtime", "audit", "neighbors", "yaml"],
)
def test_what_is_no_output_of_kubectl_is_not_taken_for_it(text: str) -> None:
    assert recognize(text.encode()) == 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "kind", "spec"]), inner),
    max_leaves=8,
)
KINDS = ["Service", "Event", "Lease", "Node", "ServiceL2Status", "EndpointSlice", "List", "Pod"]
PARTS = ["metadata", "spec", "status", "endpoints", "items", "involvedObject", "type", "object"]


@given(kind=st.sampled_from(KINDS), parts=st.dictionaries(st.sampled_from(PARTS), JSON))
def test_any_object_is_things_said_or_items_that_cannot_be_read(
    kind: str, parts: Object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(json.dumps({"kind": kind, **parts}))
    contents = SOURCE.read(path, ZoneClock(UTC))
    numbers = [item.line for item in (*contents.events, *contents.undated)] + [
        number for number, _ in contents.unparsed
    ]
    assert sorted(numbers) == [*range(1, contents.lines + 1)]
    assert {type(item.detail) for item in (*contents.events, *contents.undated)} <= set(SOURCE.tells)


@pytest.mark.parametrize("indent", [None, 4])
def test_what_ts_stamped_was_so_then(tmp_path: Path, indent: int | None) -> None:
    shown = [{"type": "ADDED", "object": service(812)}, {"type": "MODIFIED", "object": service(815)}]
    text = "\n".join(json.dumps(item, indent=indent) for item in shown)
    stamped = "".join(f"2026-11-22T21:00:{min(n, 59):02}+09:00 {line}\n" for n, line in enumerate(text.splitlines(), 1))
    contents = read(tmp_path, stamped)
    second = 1 + json.dumps(shown[0], indent=indent).count("\n") + 1
    assert dated(contents) == [(1, listed(812)), (second, updated("kubernetes"))]
    assert (contents.undated, contents.unparsed) == ((), ())


def test_prompts_around_what_kubectl_printed_say_nothing(tmp_path: Path) -> None:
    contents = read(tmp_path, f"alice@admin:~$ kubectl get svc -o json\n{json.dumps(service(9))}\nalice@admin:~$ \n")
    assert (details(contents), contents.unparsed) == ([listed(9)], ())
