"""VRRP advertisements to rows, and CARP told from them."""

import struct
from pathlib import Path

import pandas as pd
import pytest
from scapy.layers.inet import IP
from scapy.layers.vrrp import VRRPv3

from tests.oracle.link_frames import ethernet
from tests.oracle.packet_frames import VRRP_NUMBER, ipv4, ipv6, vrrp_2
from tests.savefiles import NODE_A, VIP
from tests.wire.decoding import reasons, rows

IPV4, IPV6 = 0x0800, 0x86DD
CARP = struct.pack(">BBBBBBHII", 0x21, 1, 0, 7, 0, 1, 0xABCD, 1, 2) + bytes(range(20))
VERSION_3 = bytes(IP(src=NODE_A, dst="224.0.0.18") / VRRPv3(vrid=7, priority=200, addrlist=[VIP, NODE_A]))[20:]


def row_of(folder: Path, message: bytes) -> pd.Series:
    """The one row of an advertisement over IPv4."""
    (row,) = (row for _, row in rows(folder, ethernet(IPV4, ipv4(VRRP_NUMBER, message))).iterrows())
    return row


@pytest.mark.parametrize(
    ("message", "version", "vrid", "priority", "addresses"),
    [
        (vrrp_2(), 2, 51, 100, [VIP]),
        (vrrp_2(priority=0), 2, 51, 0, [VIP]),
        (VERSION_3, 3, 7, 200, [VIP, NODE_A]),
        (vrrp_2(addrlist=[]), 2, 51, 100, None),
    ],
    ids=["version 2", "gives up", "version 3", "without addresses"],
)
def test_an_advertisement_says_who_and_how_much_and_for_what(
    tmp_path: Path, message: bytes, version: int, vrid: int, priority: int, addresses: list[str] | None
) -> None:
    row = row_of(tmp_path, message)
    assert (row["kind"], row["vrrp_version"], row["vrid"], row["priority"]) == ("vrrp", version, vrid, priority)
    assert row["vrrp_addresses"] == addresses


def test_a_count_that_lies_lists_no_more_than_is_there(tmp_path: Path) -> None:
    """What stands behind the one address are the eight bytes of authentication data."""
    assert len(row_of(tmp_path, vrrp_2(ipcount=9))["vrrp_addresses"]) == 3


def test_addresses_are_16_bytes_over_ipv6(tmp_path: Path) -> None:
    message = struct.pack(">BBBBHH", 0x31, 9, 150, 1, 100, 0) + bytes.fromhex("20010db8" + "0" * 23 + "7")
    row = rows(tmp_path, ethernet(IPV6, ipv6(VRRP_NUMBER, message))).iloc[0]
    assert row["vrrp_addresses"] == ["2001:db8::7"]


def test_carp_has_a_host_id_and_neither_priority_nor_addresses(tmp_path: Path) -> None:
    row = row_of(tmp_path, CARP)
    assert (row["kind"], row["vrrp_version"], row["vrid"], row["vrrp_addresses"]) == ("vrrp", 0, 1, None)
    assert pd.isna(row["priority"])


def test_seven_addresses_are_not_taken_for_carp(tmp_path: Path) -> None:
    """CARP's length of authentication stands where VRRP counts its addresses: 7."""
    row = row_of(tmp_path, vrrp_2(addrlist=[f"192.0.2.{i}" for i in range(1, 8)]))
    assert (row["vrrp_version"], len(row["vrrp_addresses"])) == (2, 7)


def test_another_type_is_no_evidence_and_a_cut_one_is_counted(tmp_path: Path) -> None:
    other = ethernet(IPV4, ipv4(VRRP_NUMBER, b"\x22" + vrrp_2()[1:]))
    assert (len(rows(tmp_path, other)), reasons(tmp_path, other)) == (0, {})
    assert reasons(tmp_path, ethernet(IPV4, ipv4(VRRP_NUMBER, vrrp_2()[:3]))) == {"VRRP header cut short": 1}
