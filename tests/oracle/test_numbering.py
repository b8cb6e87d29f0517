"""Frame numbers are Wireshark's, whatever blocks stand between the packets."""

import struct
from pathlib import Path

import pytest

from tests.oracle.comparison import compare
from tests.savefiles import MAC_A, MAC_B, announcement, block, enhanced, interface, save, section, segment, statistics

FIRST, SECOND = announcement(MAC_A), announcement(MAC_B)
NO_SUCH_ENTERPRISE, NETFLIX = 32473, 10949
JOURNAL = b"__REALTIME_TIMESTAMP=1478389147837945\nMESSAGE=hello\n"
SYSDIG = struct.pack("<HQQIH", 0, 1_000_000_000, 5, 22, 1) + bytes(16)

BLOCKS = {
    "custom, of nobody": block(0xBAD, struct.pack("<I", 0) + b"some data"),
    "custom": block(0xBAD, struct.pack("<I", NO_SUCH_ENTERPRISE) + b"some data"),
    "custom without data": block(0xBAD, struct.pack("<I", NO_SUCH_ENTERPRISE)),
    "custom, not to be copied": block(0x40000BAD, struct.pack("<I", NO_SUCH_ENTERPRISE) + b"some data"),
    "custom of Netflix": block(0xBAD, struct.pack("<II", NETFLIX, 1) + bytes(64)),
    "custom of Netflix that says how many are left out": block(0xBAD, struct.pack("<II", NETFLIX, 2) + bytes(4)),
    "systemd journal": block(9, JOURNAL),
    "decryption secrets": block(10, struct.pack("<II", 0x544C534B, 4) + b"abcd"),
    "name resolution": block(4, bytes(4)),
    "statistics": statistics(),
    "another interface": interface(linktype=101),
    "unknown": block(0x77, b"abcdefgh"),
    "unknown, local": block(0x80000077, b"abcdefgh"),
    "sysdig machine": block(0x201, SYSDIG),
    "sysdig event": block(0x204, SYSDIG),
    "sysdig event with flags": block(0x208, SYSDIG),
    "sysdig event 2": block(0x216, SYSDIG),
    "sysdig event 2 with flags": block(0x217, SYSDIG),
    "sysdig large event": block(0x221, SYSDIG),
    "sysdig large event with flags": block(0x222, SYSDIG),
}

pytestmark = pytest.mark.tshark


@pytest.mark.parametrize("between", BLOCKS.values(), ids=BLOCKS.keys())
def test_a_block_between_packets_is_numbered_as_by_wireshark(tmp_path: Path, between: bytes) -> None:
    data = section() + interface() + enhanced(1, FIRST) + between + enhanced(2, SECOND)
    comparison = compare(Path(save(tmp_path / "x.pcapng", data)))
    assert comparison.unknown == []
    assert comparison.rows == 2


def test_sections_and_interfaces_of_every_kind_are_numbered_as_by_wireshark(tmp_path: Path) -> None:
    cooked = struct.pack(">HHIHBB", 0x0806, 0, 7, 1, 0, 6) + bytes.fromhex("52540000000a0000") + FIRST[14:]
    simple = block(3, struct.pack("<I", len(SECOND)) + SECOND)
    obsolete = block(2, struct.pack("<HHIIII", 1, 0, 0, 5_000_000, len(cooked), len(cooked)) + cooked)
    big = section(big=True) + interface(resolution=None, big=True) + enhanced(6_000_001, FIRST, big=True)
    data = (
        section()
        + interface(offset_s=1_700_000_000)
        + interface(linktype=276, resolution=6)
        + interface(linktype=101, resolution=0x89)
        + enhanced(1, FIRST)
        + enhanced(2_000_000, cooked, number=1)
        + enhanced(3 << 9 | 1, segment("S", port=40000, seq=1)[14:], number=2)
        + simple
        + obsolete
        + big
    )
    comparison = compare(Path(save(tmp_path / "x.pcapng", data)))
    assert comparison.unknown == []
    assert comparison.rows == 6
