"""kube-vip's lines: logrus', slog's, and klog's between them."""

from datetime import UTC
from pathlib import Path

import pytest

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.cluster.kube_vip import SOURCE, parse
from arpwatch_k8s.logs.details.belief import Belief, Holding, Leadership, Leading, Reconcile, Reconciling
from arpwatch_k8s.logs.event import LogEvent, Passed
from tests.logs.saved import NOON, NS, contents, told

SLOG = "2026/11/22 12:00:00 INFO "
OLD_ERROR, WARN = "2026/11/22 12:00:00 ERROR ", "2026/11/22 12:00:00 WARN "
SVCS, CP = "kube-system/plndr-svcs-lock", "kube-system/plndr-cp-lock"
UID = "uid=06f68e17-4979-413b-9f0e-3c87767f5079"
TRYING = "I1122 12:00:00.875001       1 leaderelection.go:257] attempting to acquire leader lease %s..."


def logrus(message: str, level: str = "info") -> str:
    return f'time="2026-11-22T12:00:00Z" level={level} msg="{message}"'


def items(*lines: str) -> list[LogEvent | Passed | tuple[int, str]]:
    return list(parse(lines, ZoneClock(UTC, near=NOON)))


def events(*lines: str) -> list[LogEvent]:
    return [item for item in items(*lines) if isinstance(item, LogEvent)]


def belief(kind: Holding, service: str | None = None, address: str | None = "192.0.2.80") -> Belief:
    return Belief(kind=kind, address=address, node=None, service=service, program="kube-vip")


def change(kind: Leading, lease: str = "", node: str | None = None) -> Leadership:
    return Leadership(kind=kind, lease=lease, node=node, program="kube-vip")


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        (f"{SLOG}(svcs) adding VIP ip=192.0.2.80 interface=eth0 namespace=web name=ingress",
         belief(Holding.ADDED, "web/ingress")),
        (logrus("(svcs) adding VIP [192.0.2.80] via eth0 for [web/ingress]"), belief(Holding.ADDED, "web/ingress")),
        (logrus("(svcs) adding VIP [192.0.2.80] for [web/ingress] "), belief(Holding.ADDED, "web/ingress")),
        (logrus("(svcs) adding VIP [0.0.0.0] for [web/ingress]"), belief(Holding.ADDED, "web/ingress", None)),
        (f"{SLOG}(svcs) adding VIP ip=2001:DB8::80 interface=eth0 namespace=web name=ingress",
         belief(Holding.ADDED, "web/ingress", "2001:db8::80")),
        (f"{WARN}Re-applied the VIP configuration ip=192.0.2.80/32 interface=eth0 cluster=kube-vip",
         belief(Holding.ADDED)),
        (logrus("Re-applying the VIP configuration [192.0.2.80] to the interface [eth0]", "warning") + " kube-vip",
         belief(Holding.ADDED)),
        (f"{SLOG}layer 2 broadcaster starting IP=192.0.2.80 device=eth0", belief(Holding.ANNOUNCED)),
        (logrus("Gratuitous Arp broadcast will repeat every 3 seconds for [192.0.2.80/eth0]"),
         belief(Holding.ANNOUNCED)),
        (logrus("Gratuitous Arp broadcast will repeat every 3 seconds for [192.0.2.80]"), belief(Holding.ANNOUNCED)),
        (logrus("Broadcasting ARP update for 192.0.2.80 (52:54:00:00:02:16) via eth0"), belief(Holding.ANNOUNCED)),
        (f"{SLOG}[ARP manager] removing ARP/NDP instance name=192.0.2.80/32-eth0", belief(Holding.WITHDRAWN)),
        (f"{SLOG}deleted address IP=192.0.2.80 interface=eth0 kube-vip=1", belief(Holding.REMOVED)),
        (logrus("[VIP] Releasing the Virtual IP [192.0.2.80]"), belief(Holding.REMOVED)),
        (f'{SLOG}leader lost "new leader"=node1', change(Leading.LOST, node="node1")),
        (f'{SLOG}leader lost "former leader"=node1', change(Leading.LOST, node="node1")),
        (logrus("leader lost: node1"), change(Leading.LOST, node="node1")),
        (f'{SLOG}new leader elected "new leader"=node2', change(Leading.SEEN, node="node2")),
        (logrus("new leader elected: node2"), change(Leading.SEEN, node="node2")),
        (f"{OLD_ERROR}lost services leadership, restarting kube-vip", change(Leading.LOST)),
        (f"{OLD_ERROR}lost leadership, restarting kube-vip lease={CP}", change(Leading.LOST, CP)),
        (logrus("lost leadership, restarting kube-vip", "fatal"), change(Leading.LOST)),
        (logrus("Node [node2] is assuming leadership of the cluster"), change(Leading.SEEN, node="node2")),
        (logrus("(svc election) service [ingress] leader lost: [node1]"), change(Leading.LOST, node="node1")),
        (logrus("(svc election) new leader elected: node2"), change(Leading.SEEN, node="node2")),
        (f"{WARN}(svcs) The load balancer has changed, cancelling original load balancer",
         Reconcile(kind=Reconciling.BEGUN, service=None, program="kube-vip")),
    ],
)  # fmt: skip
def test_what_lines_say(line: str, detail: Belief | Leadership | Reconcile) -> None:
    (event,) = events(f"{SLOG}kube-vip.io version=v1.0.0", line)
    assert (event.time, event.width_ns, event.line, event.detail) == (NOON, NS, 2, detail)


@pytest.mark.parametrize(
    "line",
    [
        f"{SLOG}kube-vip.io version=v1.2.3 build=7ce55ca",
        f'{SLOG}starting namespace=kube-system Mode=ARP "Control Plane"=false Services=true kube-vip=1',
        "2026/11/22 12:00:00 DEBUG (svcs) watcher provider=endpointslices",
        f"{SLOG}(svcs) adding VIP",
        logrus("Starting kube-vip.io [v0.8.9]"),
        logrus("Service [kubernetes] has been added/modified it has an assigned external addresses []"),
        TRYING % SVCS,
    ],
)
def test_other_lines_are_passed_over(line: str) -> None:
    assert [type(item) for item in items(line)] == [Passed]


def test_a_lease_is_the_one_that_the_pod_tried_for() -> None:
    found = events(
        logrus("beginning services leadership, namespace [kube-system], lock name [plndr-svcs-lock], id [node1]"),
        logrus("Beginning cluster membership, namespace [kube-system], lock name [plndr-cp-lock], id [node1]"),
        logrus("leader lost: node1"),
        logrus("Node [node2] is assuming leadership of the cluster"),
        f"{SLOG}new leader election service=ingress namespace=web lock_name=kubevip-ingress host_id=node1",
        f"{SLOG}leadership lost service=ingress {UID} leader=node1",
        f"{SLOG}new leader leader=node2 service=ingress {UID}",
        f"{SLOG}New leader leader=node3",
    )
    assert [event.detail for event in found] == [
        change(Leading.LOST, SVCS, "node1"),
        change(Leading.SEEN, CP, "node2"),
        change(Leading.LOST, "web/kubevip-ingress", "node1"),
        change(Leading.SEEN, "web/kubevip-ingress", "node2"),
        change(Leading.SEEN, CP, "node3"),
    ]
    assert {event.host for event in found} == {"node1"}


@pytest.mark.parametrize("line", [f"{SLOG}using node name name=node1", logrus("Using node name [node1]")])
def test_the_node_that_a_log_names_is_whose_log_it_is(line: str, tmp_path: Path) -> None:
    lost = f'{SLOG}leader lost "new leader"=node1'
    has = f"I1122 12:00:00.875001       1 leaderelection.go:271] successfully acquired lease {SVCS}"
    said = (("a", line), ("a", lost), ("b", lost), ("a", has), ("b", has))
    lines = [f"[pod/kube-vip-{pod}/kube-vip] {text}" for pod, text in said]
    read = contents(SOURCE, tmp_path, lines)
    assert not read.unparsed
    assert [event.host for event in read.events] == ["node1", "kube-vip-b", "node1", "kube-vip-b"]


def test_client_gos_lines_between_are_kube_vips() -> None:
    lines = (
        TRYING % SVCS,
        f'I1122 12:00:00.500000       1 leaderelection.go:272] "Successfully acquired lease" lock="{SVCS}"',
        f"I1122 12:00:00.500000       1 leaderelection.go:283] failed to renew lease {SVCS}: timed out",
    )
    found = events(*lines)
    assert [event.detail for event in found] == [change(Leading.GAINED, SVCS), change(Leading.LOST, SVCS)]
    assert {(event.source, event.time, event.width_ns) for event in found} == {("kube-vip", NOON + NS // 2, 1000)}


@pytest.mark.parametrize(
    "line",
    [
        f"{SLOG}listening addr=:8080",
        logrus("successfully acquired lease kube-system/cilium-l2announce-web-ingress") + " subsys=klog",
        logrus("Starting containerd"),
        "I1122 12:00:00.500000       1 proxier.go:828] Syncing",
        "goroutine 1 [running]:",
        "2026/13/22 12:00:00 INFO kube-vip",
        "\0",
    ],
)
def test_lines_of_other_programs_are_told(line: str) -> None:
    assert items("", line) == [(2, line)]


def test_a_log_is_told_by_its_content_and_its_zone_by_a_wrapper(tmp_path: Path) -> None:
    lines = [f"{SLOG}kube-vip.io version=v1.2.3", TRYING % SVCS, f"{SLOG}layer 2 broadcaster starting IP=192.0.2.80"]
    assert (told(tmp_path, lines).source, told(tmp_path, lines).zone_assumed) == ("kube-vip", "UTC")
    log = told(tmp_path, [f"2026-11-22T03:00:00.875200000Z stderr F {line}" for line in lines])
    assert (log.zone_assumed, log.zone_doubt) == (None, None)
    assert [event.time for event in log.events] == [NOON - 9 * 3600 * NS + 775_200_000]
