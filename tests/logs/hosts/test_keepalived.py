"""keepalived's log, line by line: forms of several versions."""

from datetime import UTC

import pytest

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.belief import Belief, Holding, Leadership, Leading, Remark
from arpwatch_k8s.logs.details.host import RivalAdvert
from arpwatch_k8s.logs.event import LogEvent
from arpwatch_k8s.logs.hosts.keepalived import SOURCE, Router, Said, parse

NOON = 1_795_348_800 * 10**9  # 2026-11-22 12:00:00 UTC
REMARK = Remark(program="keepalived")


def leads(kind: Leading, lease: str = "VI_1", node: str | None = "node2") -> Leadership:
    return Leadership(kind=kind, lease=lease, node=node, program="keepalived")


def holds(kind: Holding, address: str = "192.0.2.80", instance: str | None = None) -> Belief:
    return Belief(kind=kind, address=address, node="node2", service=None, program="keepalived", instance=instance)


def rival(address: str | None, *, is_above: bool) -> RivalAdvert:
    return RivalAdvert(lease="VI_1", rival=address, is_above=is_above, program="keepalived")


MESSAGES: dict[str, Said] = {
    "Script `x` said: Sending gratuitous ARP on eth0 for 192.0.2.80": REMARK,
    "(VI_1) Entering MASTER STATE": leads(Leading.GAINED),
    "VRRP_Instance(VI_1) Entering MASTER STATE": leads(Leading.GAINED),
    "VRRP_Instance(VI_1) Transition to MASTER STATE": REMARK,
    "VRRP_Instance(VI_1) Now in FAULT state": REMARK,
    "(VI_1) Entering BACKUP STATE": leads(Leading.LOST),
    "(VI_1) Entering BACKUP STATE (init)": REMARK,
    "(VI_1) Entering FAULT STATE": leads(Leading.LOST),
    "(VI_1) sent 0 priority": leads(Leading.LOST),
    "VRRP_Instance(VI_1) sent 0 priority": leads(Leading.LOST),
    "(VI_1) Receive advertisement timeout": REMARK,
    "(VI_1) Received advert from 192.0.2.21 with lower priority 100, ours 120, forcing new election": rival(
        "192.0.2.21", is_above=False
    ),
    "(VI_1) Received advert from 192.0.2.21 with lower priority 100, ours 120": rival("192.0.2.21", is_above=False),
    "VRRP_Instance(VI_1) Received advert with lower priority 100, ours 120, forcing new election": rival(
        None, is_above=False
    ),
    "VRRP_Instance(VI_1) Received higher prio advert": rival(None, is_above=True),
    "(VI_1) Master received advert from 192.0.2.21 with higher priority 200, ours 120": rival(
        "192.0.2.21", is_above=True
    ),
    "(VI_1) Master received advert from 192.0.2.21 with same priority 10 but higher IP address than ours": rival(
        "192.0.2.21", is_above=True
    ),
    "(VI_1) received lower priority (100) advert from 192.0.2.21 - discarding": REMARK,
    "(VI_1) Sending/queueing gratuitous ARPs on eth0 for 192.0.2.80": holds(Holding.ANNOUNCED, instance="VI_1"),
    "Sending gratuitous ARP on eth0 for 192.0.2.80": holds(Holding.ANNOUNCED),
    "(VI_1) Sending/queueing Unsolicited Neighbour Adverts on eth0 for 2001:DB8::80": holds(
        Holding.ANNOUNCED, "2001:db8::80", "VI_1"
    ),
    "Sending unsolicited Neighbour Advert on eth0 for 2001:db8::80": holds(Holding.ANNOUNCED, "2001:db8::80"),
    "Sending gratuitous ARP on eth0 for <VIP>": REMARK,
    "Netlink reflector reports IP 192.0.2.80 added": holds(Holding.ADDED),
    "Netlink reflector reports IP 192.0.2.80 removed": holds(Holding.REMOVED),
    'INSTANCE "VI_1" MASTER 150': leads(Leading.GAINED),
    'INSTANCE "VI_1" MASTER_RX_LOWER_PRI 150': REMARK,
    'INSTANCE "VI_1" STOP 150': leads(Leading.LOST),
    'GROUP "VG 1" BACKUP': leads(Leading.LOST, "VG 1"),
    "ip address associated with VRID 51 not present in MASTER advert : 192.0.2.80": REMARK,
    "Startup complete": REMARK,
    "": REMARK,
}


@pytest.mark.parametrize(("message", "expected"), MESSAGES.items())
def test_a_message_says_who_leads_who_else_does_and_what_is_announced(message: str, expected: Said) -> None:
    router = Router()
    if "RX_LOWER" in message:
        router.said("(VI_1) Entering MASTER STATE")
    assert router.said(message, "node2") == expected


def test_backup_at_the_start_ends_a_lead_only_where_there_was_one() -> None:
    router = Router()
    told = [router.said(f"(VI_1) Entering {state}") for state in ("MASTER STATE", "BACKUP STATE (init)")]
    assert told == [leads(Leading.GAINED, node=None), leads(Leading.LOST, node=None)]


STAMPED = {
    "Nov 22 12:00:00 node2 Keepalived_vrrp[754]: {}": (0, 10**9, "node2"),
    "2026-11-22T12:00:00.250000+00:00 node2 Keepalived_vrrp[754]: {}": (250_000_000, 1000, "node2"),
    "Sun Nov 22 12:00:00 2026 daemon.info Keepalived_vrrp[754]: {}": (0, 10**9, None),
    "Sun Nov 22 12:00:00 2026: {}": (0, 10**9, None),
    "Sun Nov 22 12:00:00.412345678 2026: {}": (412_345_678, 1, None),
}


@pytest.mark.parametrize(("form", "expected"), STAMPED.items())
def test_each_of_its_times_is_read_with_its_width(form: str, expected: tuple[int, int, str | None]) -> None:
    (event,) = parse([form.format("(VI_1) Entering MASTER STATE")], ZoneClock(UTC, near=NOON))
    assert isinstance(event, LogEvent)
    after, width, node = expected
    assert (event.time - NOON, event.width_ns, event.detail) == (after, width, leads(Leading.GAINED, node=node))


def test_what_a_notify_fifo_was_given_is_read_behind_a_time() -> None:
    lines = ['2026-11-22T12:00:00Z INSTANCE "VI_1" MASTER 150', 'INSTANCE "VI_1" MASTER 150']
    told = list(parse(lines, ZoneClock(UTC)))
    assert isinstance(told[0], LogEvent)
    assert (told[0].time, told[0].detail) == (NOON, leads(Leading.GAINED, node=None))
    assert told[1] == (2, lines[1])


def test_another_programs_console_is_not_taken_for_keepalived_s() -> None:
    other = ["Sun Nov 22 12:00:00 2026: something started", "Sun Nov 22 12:00:00 2026 : Info: ready"]
    assert list(parse(other, ZoneClock(UTC))) == [(1, other[0]), (2, other[1])]
    assert SOURCE.recognize("\n".join(other).encode()) == 0
    own = ["Sun Nov 22 12:00:00 2026: Starting Keepalived v2.2.8 (05/31,2023)", other[0]]
    assert SOURCE.recognize("\n".join(own).encode()) == 1


def test_two_routers_in_one_log_are_told_apart() -> None:
    lines = [
        "Nov 22 12:00:00 node2 Keepalived_vrrp[7]: (VI_1) Entering MASTER STATE",
        "Nov 22 12:00:01 node1 Keepalived_vrrp[9]: (VI_1) Entering BACKUP STATE (init)",
        "Nov 22 12:00:01 node1 sshd[9]: (VI_1) Entering MASTER STATE",
    ]
    told = list(parse(lines, ZoneClock(UTC, near=NOON)))
    assert [item.detail for item in told if isinstance(item, LogEvent)] == [leads(Leading.GAINED), REMARK]
    assert told[2] == (3, lines[2])
