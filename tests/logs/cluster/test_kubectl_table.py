"""Tables that kubectl prints."""

from datetime import UTC

import pytest

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.cluster.kubectl_table import SOURCE, parse
from arpwatch_k8s.logs.details.belief import (
    Belief,
    Holding,
    Leadership,
    Leading,
    NodeEvent,
    Reconcile,
    Reconciling,
    Remark,
)
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.details.listed import NodeListed, ServiceListed
from arpwatch_k8s.logs.event import LogEvent, Undated
from arpwatch_k8s.logs.reading.lines import Item

VIP = "192.0.2.80"
SERVICES = "NAMESPACE   NAME      TYPE           CLUSTER-IP     EXTERNAL-IP   PORT(S)        AGE"
PENDING = "web         ingress   LoadBalancer   10.233.28.24   <pending>     80:30453/TCP   13m"
ROW = f"web         ingress   LoadBalancer   10.233.28.24   {VIP}    80:30453/TCP,443:31682/TCP   2d13h"
UPDATED = Reconcile(kind=Reconciling.UPDATED, service="web/ingress", program="kubernetes", address=VIP)
LISTED = ServiceListed(service="web/ingress", address=VIP, type="LoadBalancer")
EVENTS = "LAST SEEN   TYPE      REASON         OBJECT            MESSAGE"


def read(*lines: str) -> list[Item]:
    return list(parse(lines, ZoneClock(UTC)))


def said(*lines: str) -> list[Detail]:
    """What lines say that are all understood, but for headings."""
    items = read(*lines)
    assert not [item for item in items if isinstance(item, tuple)]
    return [
        item.detail
        for item in items
        if isinstance(item, LogEvent | Undated) and item.detail != Remark(program="kubectl")
    ]


def test_a_service_is_listed_first_and_each_row_of_it_after_that_is_an_update_though_nothing_changed() -> None:
    listed = ServiceListed(service="web/ingress", address=None, type="LoadBalancer")
    assert said(SERVICES, PENDING, ROW, ROW) == [listed, UPDATED, UPDATED]


def test_a_new_heading_is_a_new_listing() -> None:
    assert said(SERVICES, ROW, SERVICES, ROW) == [LISTED, LISTED]


def test_rows_are_known_without_the_heading_and_with_more_columns() -> None:
    assert said(ROW) == [LISTED]
    assert said(f"{ROW}   app=ingress,part=controller") == [LISTED]
    assert said(ROW.removeprefix("web").lstrip()) == [
        ServiceListed(service="ingress", address=VIP, type="LoadBalancer")
    ]
    assert said("ingress   LoadBalancer   10.233.28.24   192.0.2.80,2001:db8::80   80:30453/TCP   15s") == [
        ServiceListed(service="ingress", address=VIP, type="LoadBalancer")
    ]


def test_the_kind_of_a_watch_event_says_whether_it_is_an_update() -> None:
    assert said(f"ADDED      {ROW}", f"MODIFIED   {ROW}", f"DELETED    {ROW}") == [
        LISTED,
        UPDATED,
        Remark(program="kubernetes"),
    ]


@pytest.mark.parametrize(
    ("stamp", "time", "width"),
    [
        ("2026-11-22T12:00:00Z", 1_795_348_800_000_000_000, 10**9),
        ("2026-11-22 12:00:00.5", 1_795_348_800_500_000_000, 10**8),
        ("[2026-11-22T21:00:00.000001+09:00]", 1_795_348_800_000_001_000, 1000),
    ],
)
def test_the_time_in_front_of_a_row_is_its_time(stamp: str, time: int, width: int) -> None:
    (event,) = read(f"{stamp} {ROW}")
    assert isinstance(event, LogEvent)
    assert (event.time, event.width_ns, event.detail) == (time, width, LISTED)


@pytest.mark.parametrize("stamp", ["Nov 22 12:00:00", "12:00:00", "12:00:00.123456"])
def test_a_time_without_a_year_or_a_day_is_none(stamp: str) -> None:
    (item,) = read(f"{stamp} {ROW}")
    assert isinstance(item, Undated)
    assert item.detail == LISTED


@pytest.mark.parametrize(
    ("row", "detail"),
    [
        (
            '4m   Normal    nodeAssigned   service/ingress   announcing from node "node2" with protocol "layer2"',
            Belief(
                kind=Holding.ANNOUNCED,
                address=None,
                node="node2",
                service="ingress",
                program="metallb",
                reason="nodeAssigned",
            ),
        ),
        (
            "3s (x12 over 2h)   Warning   announceFailed   service/ingress   the interfaces specified by LB IP "
            '"192.0.2.80" doesn\'t exist in assigned node "node2" with protocol "layer2"',
            Belief(
                kind=Holding.WITHDRAWN,
                address=VIP,
                node="node2",
                service="ingress",
                program="metallb",
                reason="announceFailed",
            ),
        ),
        (
            '7m   Normal   IPAllocated   service/ingress   Assigned IP ["192.0.2.80"]',
            Reconcile(kind=Reconciling.UPDATED, service="ingress", program="metallb", address=VIP),
        ),
        (
            "4m8s        Normal    LeaderElection   lease/plndr-svcs-lock   node1 became leader",
            Leadership(kind=Leading.GAINED, lease="plndr-svcs-lock", node="node1", program="kube-vip"),
        ),
        (
            "4m8s        Normal    NodeNotReady   node/node2   Node node2 status is now: NodeNotReady",
            NodeEvent(kind="node_not_ready", node="node2", program="kubernetes"),
        ),
        ("5m          Normal    Pulled   pod/x   Container image  already present", Remark(program="kubernetes")),
    ],
)
def test_events_say_who_announces_and_who_leads(row: str, detail: Detail) -> None:
    assert said(EVENTS, row) == [detail]


def test_a_uuid_behind_a_leaders_name_is_left_out() -> None:
    heading = f"NAMESPACE     {EVENTS}"
    uuid = "3f1c0c0e-1111-4222-8333-0123456789ab"
    row = f"kube-system   4m   Normal   LeaderElection   lease/kube-scheduler   node1_{uuid} became leader"
    expected = Leadership(kind=Leading.GAINED, lease="kube-system/kube-scheduler", node="node1", program="kubernetes")
    assert said(heading, row) == [expected]


def test_leases_statuses_and_nodes_are_read() -> None:
    assert said(
        "NAMESPACE     NAME              HOLDER   AGE",
        "kube-system   plndr-svcs-lock   node1    20d",
        "kube-node-lease   node1         node1    20d",
        "kube-system   kube-scheduler             20d",
        "NAMESPACE        NAME       ALLOCATED NODE   SERVICE NAME   SERVICE NAMESPACE",
        "metallb-system   l2-25vft   node2            ingress        web",
        "NAME    STATUS                     ROLES           AGE   VERSION   INTERNAL-IP   EXTERNAL-IP   OS-IMAGE",
        "node1   Ready,SchedulingDisabled   control-plane   20d   v1.28.2   192.0.2.21    <none>        Linux 1",
    ) == [
        Leadership(kind=Leading.SEEN, lease="kube-system/plndr-svcs-lock", node="node1", program="kube-vip"),
        Remark(program="kubernetes"),
        Remark(program="kubernetes"),
        Belief(kind=Holding.ANNOUNCED, address=None, node="node2", service="web/ingress", program="metallb"),
        NodeListed(node="node1", address="192.0.2.21", ready=True),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "web         ingress   LoadBalancer   10.233.28.24",
        "pod-1   1/1   Running   0   5m",
        "a  " * 500_000,
        "x",
    ],
)
def test_what_is_no_row_is_told(line: str) -> None:
    assert read(SERVICES, line)[1:] == [(2, line)]


def test_a_table_is_told_by_its_content() -> None:
    assert SOURCE.recognize(f"{SERVICES}\n{ROW}\n".encode()) == 1
    assert SOURCE.recognize(f"{ROW}\n{ROW}\n".encode()) == 1
    assert SOURCE.recognize(b"NAME    READY   STATUS    RESTARTS   AGE\nx   1/1   Running   0   5m\n") == 0


def test_a_row_that_leaves_a_column_empty_is_read_by_where_its_cells_stand() -> None:
    cells = ("5m", "Normal", "nodeAssigned", "service/ingress", "", "metallb-speaker", 'announcing from node "node2"')
    titles = ("LAST SEEN", "TYPE", "REASON", "OBJECT", "SUBOBJECT", "SOURCE", "MESSAGE")
    heading, row = ("".join(f"{cell:31}" for cell in line).rstrip() for line in (titles, cells))
    (belief,) = said(heading, row)
    assert isinstance(belief, Belief)
    assert (belief.node, belief.service, belief.program) == ("node2", "ingress", "metallb")
    assert isinstance(read(heading, row.replace("Normal", "Normal" * 9))[1], tuple)


def test_kubectl_events_writes_kinds_with_a_capital() -> None:
    row = '5m (x3 over 9m)   Normal   nodeAssigned   Service/ingress   announcing from node "node2"'
    (belief,) = said(EVENTS, row)
    assert isinstance(belief, Belief)
    assert belief.service == "ingress"


def test_rows_of_another_table_are_no_rows_of_the_one_before() -> None:
    leases = ("NAMESPACE     NAME              HOLDER   AGE", "kube-system   plndr-svcs-lock   node1    2d")
    maps = ("NAMESPACE     NAME               DATA   AGE", "kube-system   kube-root-ca.crt   1      2d")
    items = read(*leases, *maps)
    assert [isinstance(item, tuple) for item in items] == [False, False, True, True]
    items = read(*leases, "alice@admin:~$ kubectl get cm -A --no-headers", maps[1])
    assert [isinstance(item, tuple) for item in items] == [False, False, False, True]


def test_prompts_alone_are_no_table() -> None:
    assert SOURCE.recognize(b"root@node1:~# ip neigh\nroot@node1:~# uptime\n") == 0
