"""The kernel's log, line by line: forms of several kernels and drivers."""

import json
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import pytest

from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.belief import Conflict, Remark
from arpwatch_k8s.logs.details.host import HostNotice
from arpwatch_k8s.logs.event import LogEvent
from arpwatch_k8s.logs.hosts.kernel import SOURCE, parse, said
from tests.logs.saved import told

NOON = 1_795_348_800 * 10**9  # 2026-11-22 12:00:00 UTC
MAC = parse_mac("52:54:00:00:02:16")

CONFLICTS = {
    "IPv4: martian source 192.0.2.80 from 192.0.2.22, on dev eth0": ("martian_source", "192.0.2.22", None),
    "martian source 192.0.2.80 from 192.0.2.22, on dev eth0": ("martian_source", "192.0.2.22", None),
    "IPv4: martian source (src=192.0.2.22, dst=255.255.255.255, dev=eth0)": ("martian_source", "192.0.2.22", None),
    "IPv4: martian destination 0.0.0.0 from 192.0.2.22, dev eth0": ("martian_destination", "192.0.2.22", None),
    "IPv6: eth0: IPv6 duplicate address 2001:DB8::80 used by 52:54:00:00:02:16 detected!": (
        "duplicate_address",
        "2001:db8::80",
        MAC,
    ),
    "IPv6: eth0: IPv6 duplicate address 2001:db8::80 detected!": ("duplicate_address", "2001:db8::80", None),
    "arp: 52:54:00:00:02:16 is using my IP address 192.0.2.80 on em0!": ("duplicate_address", "192.0.2.80", MAC),
}


@pytest.mark.parametrize(("message", "expected"), CONFLICTS.items())
def test_an_address_in_conflict_is_told(message: str, expected: tuple[str, str, int | None]) -> None:
    kind, address, mac = expected
    assert said(f"[ 1234.567890] {message}") == Conflict(kind=kind, address=address, mac=mac)


NOTICES = {
    "bond0: making interface eth1 the new active one": ("bond_active", "eth1"),
    "bonding: bond0: making interface eth1 the new active one.": ("bond_active", "eth1"),
    "bond0: link status definitely down for interface eth0, disabling it": ("link_down", "eth0"),
    "bond0: link status definitely up for interface eth1, 1000 Mbps full duplex": ("link_up", "eth1"),
    "bond0: (slave eth0): link status definitely down, disabling slave": ("link_down", "eth0"),
    "bond0: (slave eth0): link status definitely up, 1000 Mbps full duplex": ("link_up", "eth0"),
    "bond0: (slave eth1): making interface the new active one": ("bond_active", "eth1"),
    "e1000e 0000:00:19.0 eth0: NIC Link is Down": ("link_down", "eth0"),
    "e1000e: eth0 NIC Link is Up 1000 Mbps Full Duplex, Flow Control: Rx/Tx": ("link_up", "eth0"),
    "igb 0000:02:00.2: eth2: igb: eth2 NIC Link is Down": ("link_down", "eth2"),
    "igb 0000:02:00.2 eth2: igb: eth2 NIC Link is Up 1000 Mbps Full Duplex": ("link_up", "eth2"),
    "tg3 0000:03:00.0 eno1: Link is down": ("link_down", "eno1"),
    "sky2 0000:06:00.0 eth1: Link is up at 100 Mbps, full duplex, flow control both": ("link_up", "eth1"),
    "mlx5_core 0000:3b:00.0 ens1f0np0: Link down": ("link_down", "ens1f0np0"),
    "r8169: eth0: link up": ("link_up", "eth0"),
    "IPv6: ADDRCONF(NETDEV_CHANGE): eth1: link becomes ready": ("link_up", "eth1"),
    "neighbour: arp_cache: neighbor table overflow!": ("neighbor_table_full", None),
    "neighbour: ndisc_cache: neighbor table overflow!": ("neighbor_table_full", None),
    "Neighbour table overflow.": ("neighbor_table_full", None),
    "br0: received packet on eth0 with own address as source address (addr:52:54:00:00:02:16, vlan:0)": (
        "own_frame_received",
        "eth0",
    ),
}


@pytest.mark.parametrize(("message", "expected"), NOTICES.items())
def test_a_change_of_the_hosts_network_is_told(message: str, expected: tuple[str, str | None]) -> None:
    detail = said(message)
    assert isinstance(detail, HostNotice)
    assert (detail.kind, detail.interface, detail.address) == (*expected, None)


@pytest.mark.parametrize(
    "message",
    [
        "IPv6: ADDRCONF(NETDEV_UP): eth1: link is not ready",
        "IPv4: martian source 999.0.2.80 from 999.0.2.22, on dev eth0",
        "eth0: duplicate address detected!",
        "[drm] Initialized",
        "",
    ],
)
def test_other_messages_are_remarks(message: str) -> None:
    assert said(message) == Remark(program="kernel")


STAMPED = {
    "Nov 22 12:00:00 node2 kernel: [ 1234.567890] {}": 10**9,
    "2026-11-22T12:00:00.000000+00:00 node2 kernel: {}": 1000,
    "[Sun Nov 22 12:00:00 2026] {}": 10**9,
    "kern  :info  : [Sun Nov 22 12:00:00 2026] {}": 10**9,
    "2026-11-22T12:00:00,000000+00:00 {}": 1000,
}


@pytest.mark.parametrize(("form", "width"), STAMPED.items())
def test_a_time_is_read_with_its_width(form: str, width: int) -> None:
    (event,) = parse([form.format("bond0: making interface eth1 the new active one")], ZoneClock(UTC, near=NOON))
    assert isinstance(event, LogEvent)
    assert (event.time, event.width_ns, event.detail.kind) == (NOON, width, "bond_active")


@pytest.mark.parametrize(
    "line",
    [
        "[ 1234.567890] bond0: making interface eth1 the new active one",
        "[Sun Nov 22 12:00:00 2026] [error] [client 192.0.2.9] File does not exist",
        "[Sun Nov 22 12:00:00 2026] [mpm_event:notice] [pid 1:tid 2] AH00489",
        "Nov 22 12:00:00 node2 sshd[1]: bond0: making interface eth1 the new active one",
        "2026-11-22T12:00:00,000000+00:00 something else",
    ],
)
def test_what_has_no_time_of_day_or_is_no_kernels_is_handed_back(line: str) -> None:
    assert list(parse([line], ZoneClock(UTC, near=NOON))) == [(1, line)]


def test_a_martians_mac_stands_in_the_line_after_it() -> None:
    lines = [
        "Nov 22 12:00:00 node2 kernel: IPv4: martian source 192.0.2.80 from 192.0.2.22, on dev eth0",
        "Nov 22 12:00:00 node2 kernel: ll header: 00000000: ff ff ff ff ff ff 52 54 00 00 02 16 08 06",
        "Nov 22 12:00:01 node2 kernel: IPv4: martian source 192.0.2.80 from 192.0.2.23, on dev eth0",
        "something",
        "Nov 22 12:00:02 node2 kernel: IPv4: martian source 192.0.2.80 from 192.0.2.24, on dev eth0",
    ]
    told = list(parse(lines, ZoneClock(UTC, near=NOON)))
    assert [item.line if isinstance(item, LogEvent) else item[0] for item in told] == [1, 2, 3, 4, 5]
    macs = [item.detail.mac for item in told if isinstance(item, LogEvent) and isinstance(item.detail, Conflict)]
    assert macs == [MAC, None, None]


@pytest.mark.parametrize("part", ["neighbour: ", "a: ", "a ", "ff ", "1.1.1.1 ", "("])
def test_hostile_lines_are_remarks_before_long(part: str) -> None:
    for head in ("", "IPv4: martian source ", "ll header: ", "bond0: (slave "):
        line = f"Nov 22 12:00:00 node2 kernel: {head}{part * 50_000}"
        (event,) = parse([line], ZoneClock(UTC, near=NOON))
        assert isinstance(event, LogEvent)
        assert event.detail == Remark(program="kernel")


def test_a_kernels_log_is_told_from_seconds_since_start() -> None:
    assert SOURCE.recognize(b"[Sun Nov 22 12:00:00 2026] usb 1-1: new device\n") == 1
    assert SOURCE.recognize(b"[    1.000000] usb 1-1: new device\n") == 0


@pytest.mark.parametrize(
    "wrap",
    [
        lambda text: json.dumps({"MESSAGE": text, "__REALTIME_TIMESTAMP": f"{NOON // 1000}", "_HOSTNAME": "node2",
                                 "SYSLOG_IDENTIFIER": "kernel"}),
        lambda text: f"Sun 2026-11-22 13:00:00 CET node2 kernel: {text}",
        lambda text: f"<4>1 2026-11-22T12:00:00.000000+00:00 node2 kernel - - - {text}",
        lambda text: f"1795348800.000000 node2 kernel: {text}",
        lambda text: f"Nov 22 12:00:00 node2 kernel: {text}",
        lambda text: json.dumps({"timestamp": f"{NOON}", "line": f"Nov 22 12:00:00 node2 kernel: {text}"}),
    ],
    ids=["journald", "short-full", "rfc5424", "short-unix", "syslog", "loki"],
)  # fmt: skip
def test_whatever_carried_it_the_line_has_its_time_and_its_host(wrap: Callable[[str], str], tmp_path: Path) -> None:
    found = told(tmp_path, [wrap(text) for text in CONFLICTS])
    assert (found.source, found.unparsed) == ("kernel", ())
    assert {(event.time, event.host) for event in found.events} == {(NOON, "node2")}
    assert len(found.events) == len(CONFLICTS)
