"""MetalLB's lines, as its versions write them."""

import json
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

import pytest

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.cluster.metallb import SOURCE, parse
from arpwatch_k8s.logs.details.belief import Belief, Holding, NodeEvent, Reconcile, Reconciling, Started
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.event import LogEvent, Passed
from tests.logs.saved import NOON, NS, contents, told

TS = '"ts":"2026-11-22T12:00:00Z"}'
NANO = '"ts":"2026-11-22T12:00:00.865121701Z"}'
STARTING = (
    '{"branch":"HEAD","caller":"main.go:82","commit":"v0.9.3","msg":"MetalLB speaker starting version 0.9.3",' + NANO
)
ANNOUNCED = '"event":"serviceAnnounced",'
BEGUN = (
    '{"caller":"service_controller.go:60","controller":"ServiceReconciler","level":"info","start reconcile":"%s",' + TS
)
ENDED = (
    '{"caller":"service_controller.go:103","controller":"ServiceReconciler","end reconcile":"%s","level":"info",' + TS
)
UPDATED = '{"caller":"main.go:101","event":"serviceUpdated","level":"info","msg":"updated service object",' + TS
CURRENT = (
    '{"caller":"main.go:481","event":"serviceAnnounced","ips":["192.0.2.80"],"level":"info",'
    '"msg":"service has IP, announcing","pool":"p","protocol":"layer2",' + TS
)


def details(*lines: str) -> list[Detail]:
    return [item.detail for item in parse(lines, ZoneClock(UTC)) if isinstance(item, LogEvent)]


def announced(address: str | None, service: str | None) -> Belief:
    return Belief(kind=Holding.ANNOUNCED, address=address, node=None, service=service, program="metallb")


def withdrawn(address: str | None, service: str | None, reason: str) -> Belief:
    return Belief(kind=Holding.WITHDRAWN, address=address, node=None, service=service, program="metallb", reason=reason)


@pytest.mark.parametrize(
    ("line", "told", "width_ns"),
    [
        ('{"caller":"main.go:343","event":"serviceAnnounced","ip":"192.0.2.80","msg":"service has IP, announcing",'
         '"pool":"p","protocol":"layer2","service":"web/ingress",' + NANO,
         [announced("192.0.2.80", "web/ingress")], 1),
        ('{"caller":"level.go:63","event":"serviceAnnounced","ips":["192.0.2.80"],"level":"info","msg":"m","pool":"p",'
         '"protocol":"layer2","service":"web/ingress",' + NANO, [announced("192.0.2.80", "web/ingress")], 1),
        (CURRENT, [announced("192.0.2.80", None)], NS),
        (CURRENT.replace('["192.0.2.80"]', '["192.0.2.80","2001:DB8::80"]'),
         [announced("192.0.2.80", None), announced("2001:db8::80", None)], NS),
        ('{"caller":"main.go:10","event":"serviceAnnounced","ips":"192.0.2.80","msg":"m","protocol":"layer2",' + NANO,
         [announced("192.0.2.80", None)], 1),
        ('{"caller":"main.go:525","event":"serviceWithdrawn","ip":["192.0.2.80"],"ips":["192.0.2.80"],"level":"info",'
         '"msg":"withdrawing service announcement","pool":"p","protocol":"layer2","reason":"notOwner",' + TS,
         [withdrawn("192.0.2.80", None, "notOwner")], NS),
        ('{"caller":"level.go:63","event":"serviceWithdrawn","ip":null,"ips":["192.0.2.80"],"level":"info","msg":"m",'
         '"pool":"p","protocol":"layer2","reason":"notOwner","service":"web/ingress",' + NANO,
         [withdrawn("192.0.2.80", "web/ingress", "notOwner")], 1),
        ('{"caller":"main.go:365","event":"serviceWithdrawn","ip":"","msg":"m","reason":"noIPAllocated",'
         '"service":"web/ingress",' + NANO, [withdrawn(None, "web/ingress", "noIPAllocated")], 1),
        ('{"caller":"speakerlist.go:343","level":"info","msg":"node event - forcing sync","node addr":"192.0.2.22",'
         '"node event":"NodeLeave","node name":"node2",' + TS,
         [NodeEvent(kind="node_leave", node="node2", program="metallb")], NS),
        ('{"caller":"main.go:186","msg":"Node event","node addr":"192.0.2.22","node event":"NodeJoin",'
         '"node name":"node2",' + NANO, [NodeEvent(kind="node_join", node="node2", program="metallb")], 1),
        ('{"caller":"state.go:518","component":"Memberlist","level":"info","msg":"memberlist: Suspect node2 has '
         'failed, no acks received",' + TS, [NodeEvent(kind="node_suspect", node="node2", program="metallb")], NS),
        ('{"caller":"main.go:202","component":"MemberList","msg":"state.go:1239: [INFO] memberlist: Marking node2 as '
         'failed, suspect timeout reached (2 peer confirmations)",' + NANO,
         [NodeEvent(kind="node_failed", node="node2", program="metallb")], 1),
        ('{"caller":"level.go:63","event":"startUpdate","level":"debug","msg":"start of service update",'
         '"service":"web/ingress",' + NANO,
         [Reconcile(kind=Reconciling.BEGUN, service="web/ingress", program="metallb")], 1),
        (BEGUN % "web/ingress", [Reconcile(kind=Reconciling.BEGUN, service="web/ingress", program="metallb")], NS),
        (ENDED % "web/ingress", [Reconcile(kind=Reconciling.ENDED, service="web/ingress", program="metallb")], NS),
        (UPDATED, [Reconcile(kind=Reconciling.UPDATED, service=None, program="metallb")], NS),
    ],
)  # fmt: skip
def test_lines_of_all_versions_are_read(line: str, told: Sequence[Detail], width_ns: int) -> None:
    events = [item for item in parse([line], ZoneClock(UTC)) if isinstance(item, LogEvent)]
    assert [event.detail for event in events] == told
    assert {(event.time // NS, event.width_ns, event.line) for event in events} == {(NOON // NS, width_ns, 1)}


@pytest.mark.parametrize(
    "line",
    [
        '{"caller":"announcer.go:126","event":"createARPResponder","interface":"eth0","msg":"m",' + TS,
        '{"caller":"arp.go:111","ip":"192.0.2.80","level":"debug","msg":"got ARP request for service IP, sending '
        'response","responseMAC":"52:54:00:00:02:16","senderIP":"192.0.2.10","senderMAC":"52:54:00:00:02:0a",' + TS,
        CURRENT.replace("layer2", "bgp"),
        UPDATED.replace("updated service object", "service is not updated"),
        '{"caller":"service_controller_reload.go:61","controller":"ServiceReconciler - reprocessAll","level":"info",'
        '"start reconcile":"metallbreload/reload",' + TS,
        '{"caller":"layer2_status_controller.go:68","controller":"Layer2StatusReconciler","level":"info",'
        '"start reconcile":"metallb-system/l2-x",' + TS,
        '{"caller":"node_controller.go:45","controller":"NodeReconciler","level":"info","start reconcile":"/n",' + TS,
        '{"caller":"service.go:186","event":"ipAllocated","ip":["192.0.2.80"],"level":"info","msg":"m",' + TS,
        '{"caller":"main.go:165","msg":"Node event","node event":0,"node name":"node2",' + NANO,
    ],
)  # fmt: skip
def test_what_says_nothing_of_owners_is_passed_over(line: str) -> None:
    assert [type(item) for item in parse([line], ZoneClock(UTC))] == [Passed]


def test_a_speaker_that_begins_is_told() -> None:
    (item,) = parse([STARTING], ZoneClock(UTC))
    assert isinstance(item, LogEvent)
    assert item.detail == Started(program="metallb")


def test_a_service_is_the_one_that_its_pod_began_to_reconcile() -> None:
    found = details(BEGUN % "web/ingress", CURRENT, UPDATED, ENDED % "web/ingress", CURRENT)
    assert found[1] == announced("192.0.2.80", "web/ingress")
    assert found[2] == Reconcile(kind=Reconciling.UPDATED, service="web/ingress", program="metallb")
    assert found[4] == announced("192.0.2.80", None)


def test_a_service_is_not_told_while_all_are_looked_at() -> None:
    every = BEGUN.replace("ServiceReconciler", "ServiceReconciler - reprocessAll") % "metallbreload/reload"
    assert details(BEGUN % "web/ingress", every, CURRENT)[1] == announced("192.0.2.80", None)


def test_pods_in_one_file_are_kept_apart(tmp_path: Path) -> None:
    lines = [
        f"speaker-a speaker {BEGUN % 'web/ingress'}",
        f"speaker-b speaker {CURRENT}",
        f"speaker-a speaker {CURRENT}",
    ]
    found = [event.detail for event in contents(SOURCE, tmp_path, lines).events]
    assert found[1:] == [announced("192.0.2.80", None), announced("192.0.2.80", "web/ingress")]


def test_lines_of_the_form_are_metallbs_only_in_its_log() -> None:
    other = '{"caller":"main.go:82","level":"info","msg":"Starting",' + TS
    klog = "W0517 08:18:49.685956       1 warnings.go:70] deprecated"
    assert list(parse([other, klog], ZoneClock(UTC))) == [(1, other), (2, klog)]
    assert [type(item) for item in parse([CURRENT, other, klog], ZoneClock(UTC))] == [LogEvent, Passed, Passed]


@pytest.mark.parametrize(
    "line", ["what?", "{", '{"caller":"main.go:1"}', CURRENT.replace("12:00:00Z", "12:61:00Z"), "\0", CURRENT[:60]]
)
def test_a_line_of_another_form_is_told(line: str) -> None:
    assert list(parse([CURRENT, "", line], ZoneClock(UTC)))[1:] == [(3, line)]


@pytest.mark.parametrize("line", [CURRENT[:-1], CURRENT.replace('"p"', "[" * 5000), CURRENT.replace('"p"', "1" * 5000)])
def test_json_that_is_none_says_nothing(line: str) -> None:
    assert len(list(parse([CURRENT, line], ZoneClock(UTC)))) == 2


def test_addresses_that_are_none_are_left_out() -> None:
    assert details(CURRENT.replace('["192.0.2.80"]', '["x",7,null,{"a":1},"192.0.2.80/32"]')) == [announced(None, None)]


def test_a_controllers_log_is_told_by_its_content(tmp_path: Path) -> None:
    log = told(tmp_path, [BEGUN % "web/ingress", UPDATED, ENDED % "web/ingress"] * 100)
    assert (log.source, len(log.events), log.unparsed, log.zone_assumed) == ("metallb", 300, (), None)


def test_a_debug_log_is_passed_over_but_for_what_it_says(tmp_path: Path) -> None:
    quiet = '{"caller":"arp.go:111","level":"debug","msg":"got ARP request for service IP, sending response",' + TS
    found = contents(SOURCE, tmp_path, [CURRENT, *[quiet] * 3000, CURRENT, *[quiet] * 3000])
    assert [event.line for event in found.events] == [1, 3002]
    assert (found.passed, found.lines, found.unparsed) == ((("metallb", 6000),), 6002, ())


@pytest.mark.parametrize("blank", [":", ": "])
def test_the_order_of_the_keys_blanks_and_further_keys_do_not_matter(blank: str) -> None:
    entry = json.loads(CURRENT) | {"node": "node1", "extra": {"ips": ["192.0.2.99"], "text": 'say "x"'}}
    line = json.dumps(dict(reversed(entry.items())), separators=("," + blank[1:], blank))
    assert details(line) == [announced("192.0.2.80", None)]


@pytest.mark.parametrize(
    "line",
    [
        '{"level":"info","ts":"2026-11-22T12:00:00Z","logger":"controller-runtime.metrics","msg":"Starting server"}',
        '{"level":"debug","ts":"2026-11-22T12:00:00Z","logger":"events","msg":"Assigned IP [\\"192.0.2.80\\"]",'
        '"object":{"kind":"Service","namespace":"web","name":"ingress"},"reason":"IPAllocated"}',
        '{"level":"error","ts":1795348800.181601,"msg":"Reconciler error","controller":"service","error":"retry"}',
    ],
)
def test_what_its_libraries_log_between_is_passed_over(line: str) -> None:
    assert [type(item) for item in parse([CURRENT, line], ZoneClock(UTC))] == [LogEvent, Passed]
    assert [type(item) for item in parse([line], ZoneClock(UTC))] == [tuple]
