"""Addresses on interfaces."""

import json
from datetime import UTC

import pytest

from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.listed import AddressListed
from arpwatch_k8s.logs.event import LogEvent, Undated
from arpwatch_k8s.logs.reading.lines import Item
from arpwatch_k8s.logs.tables.ip_addr import SOURCE, parse

MAC = "52:54:00:00:02:16"
NUMBER = parse_mac(MAC)
BLOCKS = f"""\
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
2: eth0.40@eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000
    link/ether {MAC} brd ff:ff:ff:ff:ff:ff
    altname enp2s0
    inet 192.0.2.22/24 metric 100 brd 192.0.2.255 scope global dynamic eth0.40
       valid_lft 85913sec preferred_lft 85913sec
    inet 192.0.2.80/32 scope global deprecated eth0.40
       valid_lft forever preferred_lft 0sec
    inet6 2001:db8::22/64 scope global
       valid_lft forever preferred_lft forever
"""
JSON = json.dumps(
    [
        {
            "ifindex": 2,
            "ifname": "eth0",
            "flags": ["UP"],
            "address": MAC,
            "addr_info": [{"family": "inet", "local": "192.0.2.80", "prefixlen": 32}],
        }
    ]
)


def read(text: str) -> list[Item]:
    return list(parse(text.splitlines(), ZoneClock(UTC)))


def addresses(text: str) -> list[AddressListed]:
    """What is listed, interfaces by themselves among it."""
    items = read(text)
    assert not [item for item in items if isinstance(item, tuple)]
    return [
        item.detail for item in items if isinstance(item, LogEvent | Undated) and isinstance(item.detail, AddressListed)
    ]


def listed(
    address: str | None,
    interface: str = "eth0",
    *,
    mac: int | None = NUMBER,
    host: str | None = None,
    prefix: int | None = None,
) -> AddressListed:
    return AddressListed(address=address, interface=interface, mac=mac, host=host, prefix=prefix)


def test_blocks_give_each_address_its_interface_and_mac() -> None:
    assert addresses(BLOCKS)[2:] == [
        listed(None, "eth0.40"),
        listed("192.0.2.22", "eth0.40", prefix=24),
        listed("192.0.2.80", "eth0.40", prefix=32),
        listed("2001:db8::22", "eth0.40", prefix=64),
    ]


def test_statistics_and_details_between_are_understood() -> None:
    text = (
        BLOCKS.splitlines()[4]
        + f"\n    link/ether {MAC} brd ff:ff:ff:ff:ff:ff promiscuity 0  allmulti 0 minmtu 68 maxmtu 65535\n"
        + "    vlan protocol 802.1Q id 40 <REORDER_HDR> numtxqueues 1 numrxqueues 1 gso_max_size 65536\n"
        + "    RX errors:  length    crc   frame    fifo overrun\n"
        + "    RX:  bytes packets errors dropped  missed   mcast\n        123456     789      0       0\n"
    )
    assert addresses(text) == [listed(None, "eth0.40")]


def test_brief_lines_have_all_addresses_of_an_interface_or_its_mac() -> None:
    assert addresses("eth0@if5        UP             192.0.2.22/24 192.0.2.80/32 fe80::1/64 ") == [
        listed("192.0.2.22", mac=None, prefix=24),
        listed("192.0.2.80", mac=None, prefix=32),
        listed("fe80::1", mac=None, prefix=64),
    ]
    assert addresses(f"eth0             UP             {MAC} <BROADCAST,MULTICAST,UP,LOWER_UP>") == [listed(None)]
    assert addresses("ifb0             DOWN           ") == []


def test_one_line_a_thing_is_read() -> None:
    text = (
        "4: eth0    inet 192.0.2.80/32 scope global eth0\\       valid_lft forever preferred_lft forever\n"
        "4: eth0: <BROADCAST,UP> mtu 1500 qdisc mq state UP mode DEFAULT group default qlen 1000\\"
        f"    link/ether {MAC} brd ff:ff:ff:ff:ff:ff"
    )
    assert addresses(text) == [listed("192.0.2.80", mac=None, prefix=32), listed(None)]


def test_what_grep_leaves_of_an_address_has_its_interface_at_its_end() -> None:
    assert addresses("    inet 192.0.2.80/32 scope global deprecated enp2s0.40") == [
        listed("192.0.2.80", "enp2s0.40", mac=None, prefix=32)
    ]
    line = "    inet6 2001:db8::22/64 scope global dynamic"
    assert read(line) == [(1, line)]


def test_json_is_read_as_a_whole() -> None:
    expected = [listed(None), listed("192.0.2.80", prefix=32)]
    assert addresses(JSON) == expected
    assert addresses(json.dumps(json.loads(JSON), indent=4)) == expected


@pytest.mark.parametrize(
    ("heading", "host"),
    [
        ("root@node2:~# ip addr", "node2"),
        ("[root@node2 ~]# ip a", "node2"),
        ("=== node2 ===", "node2"),
        ("## node2", "node2"),
        ("==> ip-addr-node2.txt <==", "node2"),
        ("node2 | CHANGED | rc=0 >>", "node2"),
        ("node2.example.com:", "node2.example.com"),
        ("=== before ===", None),
    ],
)
def test_a_prompt_or_a_heading_names_the_host(heading: str, host: str | None) -> None:
    assert addresses(f"{heading}\n{BLOCKS}")[-1].host == host


def test_hosts_in_one_file_are_kept_apart() -> None:
    text = f"=== node1 ===\n{BLOCKS}=== node2 ===\n    inet 192.0.2.80/32 scope global eth0\n"
    assert addresses(text)[-1] == listed("192.0.2.80", mac=None, host="node2", prefix=32)


def test_a_heading_of_time_dates_what_follows() -> None:
    items = read(f"2026-11-22T12:00:00Z\n{BLOCKS}")
    assert {type(item) for item in items} == {LogEvent}


@pytest.mark.parametrize("text", [BLOCKS, JSON, "eth0             UP             192.0.2.22/24"])
def test_a_listing_is_told_by_its_content(text: str) -> None:
    assert SOURCE.recognize(text.encode()) == 1
    assert SOURCE.recognize(b'[{"dst":"192.0.2.80","dev":"eth0","state":["STALE"]}]') == 0


@pytest.mark.parametrize("text", ["eth0 UP nonsense.x", "2: eth0: what", f"    link/ether {MAC}", "[{}, 5]x"])
def test_what_is_no_listing_is_told(text: str) -> None:
    assert isinstance(read(text)[0], tuple)
