"""Frames of every link type that we read, and of those that we do not."""

import struct
from pathlib import Path

import pytest

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.wire.link import IPV4, IPV6, LOOP, NAMES, NULL, RAW, RAW_BSD, RAW_OPENBSD, SLL2
from tests.oracle.link_frames import ARP_BYTES, SYN, SYN6, cooked_1, cooked_2, ethernet
from tests.savefiles import pcap, save
from tests.wire.decoding import given, reasons, rows

LITTLE_4, BIG_4 = struct.pack("<I", 2), struct.pack(">I", 2)
FRAMES = {
    "null": (NULL, LITTLE_4 + SYN),
    "null by a big-endian host": (NULL, BIG_4 + SYN),
    "null with a type of Ethernet": (NULL, struct.pack("<I", 0x0800) + SYN),
    "null of FreeBSD": (NULL, struct.pack("<I", 28) + SYN6),
    "null of macOS": (NULL, struct.pack("<I", 30) + SYN6),
    "loop": (LOOP, BIG_4 + SYN),
    "loop of OpenBSD": (LOOP, struct.pack(">I", 24) + SYN6),
    "raw": (RAW, SYN),
    "raw IPv6": (RAW, SYN6),
    "raw of BSD": (RAW_BSD, SYN),
    "raw of OpenBSD": (RAW_OPENBSD, SYN6),
    "IPv4": (IPV4, SYN),
    "IPv6": (IPV6, SYN6),
    "Ethernet": (1, ethernet(0x0800, SYN)),
    "cooked": (113, cooked_1(1, 0x0800, SYN)),
    "cooked, version 2": (SLL2, cooked_2(1, 0x86DD, SYN6)),
}


@pytest.mark.parametrize(("linktype", "frame"), FRAMES.values(), ids=FRAMES.keys())
def test_a_packet_is_found_behind_every_link_layer(tmp_path: Path, linktype: int, frame: bytes) -> None:
    row = rows(tmp_path, frame, linktype=linktype).iloc[0]
    assert (row["kind"], row["sport"], row["seq"]) == ("tcp_syn", 40000, 77)


def test_every_link_type_that_has_a_name_is_tried_here() -> None:
    assert {linktype for linktype, _ in FRAMES.values()} == NAMES.keys()


@pytest.mark.parametrize("linktype", [NULL, LOOP, RAW, IPV4])
def test_where_there_is_no_link_layer_there_is_no_mac(tmp_path: Path, linktype: int) -> None:
    frame = (BIG_4 if linktype in (NULL, LOOP) else b"") + SYN
    assert not {"eth_src", "eth_dst"} & given(rows(tmp_path, frame, linktype=linktype).iloc[0]).keys()


@pytest.mark.parametrize(
    ("linktype", "frame"),
    [(LOOP, LITTLE_4 + SYN), (LOOP, struct.pack(">I", 0x0806) + ARP_BYTES), (RAW, b"\x50" + SYN[1:])],
    ids=["a family in the other order", "a type of Ethernet where there is a family", "version 5"],
)
def test_what_names_no_packet_is_no_evidence(tmp_path: Path, linktype: int, frame: bytes) -> None:
    assert (len(rows(tmp_path, frame, linktype=linktype)), reasons(tmp_path, frame, linktype=linktype)) == (0, {})


@pytest.mark.parametrize(("linktype", "frame"), [(NULL, b"\2\0\0"), (RAW, b""), (1, ethernet(0x0806, b"")[:13])])
def test_a_header_cut_short_is_counted(tmp_path: Path, linktype: int, frame: bytes) -> None:
    assert reasons(tmp_path, frame, linktype=linktype) == {"link header cut short": 1}


def test_a_capture_of_another_link_type_alone_is_refused_with_its_number(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="link type 147"):
        load([save(tmp_path / "x.pcap", pcap([(0, SYN)], linktype=147))])
