"""ICMPv6 errors and neighbor discovery to rows."""

from pathlib import Path

import pandas as pd
import pytest
from scapy.layers.inet6 import (
    ICMPv6DestUnreach,
    ICMPv6EchoRequest,
    ICMPv6ND_NA,
    ICMPv6ND_NS,
    ICMPv6ND_Redirect,
    ICMPv6TimeExceeded,
)

from tests.oracle.link_frames import SYN6, V6_A, V6_VIP, ethernet
from tests.oracle.packet_frames6 import error6, link_layer, neighbor
from tests.savefiles import MAC_A, MAC_B
from tests.wire.decoding import given, reasons, rows

IPV6 = 0x86DD
SOURCE, TARGET = 1, 2


def row_of(folder: Path, packet: bytes) -> pd.Series:
    """The one row of a packet."""
    (row,) = (row for _, row in rows(folder, ethernet(IPV6, packet)).iterrows())
    return row


def test_a_solicitation_names_its_target_and_its_sender_s_mac(tmp_path: Path) -> None:
    row = row_of(tmp_path, neighbor(ICMPv6ND_NS(tgt=V6_VIP), link_layer(SOURCE, MAC_A)))
    assert (row["kind"], row["target_ip"], row["sender_mac"]) == ("ns", V6_VIP, MAC_A)
    assert pd.isna(row["na_flags"])


@pytest.mark.parametrize(("flags", "number"), [({"R": 1}, 4), ({"R": 0, "S": 1}, 2), ({"R": 0, "O": 1}, 1)])
def test_an_advertisement_has_its_flags_and_its_target_s_mac(
    tmp_path: Path, flags: dict[str, int], number: int
) -> None:
    message = ICMPv6ND_NA(tgt=V6_VIP, **({"S": 0, "O": 0} | flags))
    row = row_of(tmp_path, neighbor(message, link_layer(TARGET, MAC_B)))
    assert (row["kind"], row["na_flags"], row["target_mac"]) == ("na", number, MAC_B)


def test_of_options_the_first_of_a_mac_s_length_counts(tmp_path: Path) -> None:
    options = link_layer(SOURCE, MAC_B, 2) + link_layer(SOURCE, MAC_A) + link_layer(SOURCE, MAC_B)
    assert row_of(tmp_path, neighbor(ICMPv6ND_NS(tgt=V6_VIP), options))["sender_mac"] == MAC_A


@pytest.mark.parametrize("lie", [b"\x0e\0" + bytes(6), b"\x0e\x09" + bytes(6)], ids=["no length", "beyond the end"])
def test_behind_an_option_that_lies_nothing_is_believed(tmp_path: Path, lie: bytes) -> None:
    row = row_of(tmp_path, neighbor(ICMPv6ND_NS(tgt=V6_VIP), lie + link_layer(SOURCE, MAC_A)))
    assert "sender_mac" not in given(row)


def test_a_redirect_names_the_better_way_and_where_to(tmp_path: Path) -> None:
    row = row_of(tmp_path, neighbor(ICMPv6ND_Redirect(tgt=V6_A, dst=V6_VIP)))
    assert (row["kind"], row["gateway"], row["target_ip"]) == ("nd_redirect", V6_A, V6_VIP)


@pytest.mark.parametrize(
    ("message", "kind"), [(ICMPv6DestUnreach(code=3), "icmp_unreachable"), (ICMPv6TimeExceeded(), "icmp_time_exceeded")]
)
def test_an_error_keeps_what_it_quotes(tmp_path: Path, message: object, kind: str) -> None:
    row = row_of(tmp_path, error6(message, SYN6))
    assert (row["kind"], row["quoted_dst"], row["quoted_sport"], row["quoted_seq"]) == (kind, V6_VIP, 40000, 77)


def test_an_echo_is_no_evidence(tmp_path: Path) -> None:
    ping = ethernet(IPV6, error6(ICMPv6EchoRequest(), b""))
    assert (len(rows(tmp_path, ping)), reasons(tmp_path, ping)) == (0, {})


def test_a_message_cut_short_is_counted(tmp_path: Path) -> None:
    frame = ethernet(IPV6, error6(ICMPv6ND_NS(tgt=V6_VIP), b"")[:60])
    assert reasons(tmp_path, frame) == {"ICMPv6 message cut short": 1}
