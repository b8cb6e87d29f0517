"""Containers told by content, and the time of the first packet in them."""

import gzip
import io
import struct

import pytest

from arpwatch_k8s.errors import InputError
from arpwatch_k8s.savefile.compression import Stream
from arpwatch_k8s.savefile.container import Container, first_time, tell
from tests import savefiles
from tests.savefiles import MAC_A, NS, announcement, block, enhanced, interface, section

FRAME = announcement(MAC_A)
TIME = 1_700_000_000_123_456_789
OLD_PACKET = struct.pack("<HHIIII", 0, 0, TIME >> 32, TIME & 0xFFFFFFFF, len(FRAME), len(FRAME)) + FRAME


class Counted(io.BytesIO):
    """A source that counts what is read of it."""

    taken = 0

    def readinto(self, buffer: memoryview, /) -> int:
        got = super().readinto(buffer)
        self.taken += got
        return got


def first(data: bytes) -> int | None:
    return first_time(Stream(io.BytesIO(data)), "x")


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("nano", [False, True])
def test_the_first_time_of_pcap_is_its_first_records(big: bool, nano: bool) -> None:
    data = savefiles.pcap([(TIME, FRAME), (5, FRAME)], big=big, nano=nano)
    assert first(data) == TIME // (1 if nano else 1000) * (1 if nano else 1000)
    assert first(data[:40]) is not None
    assert first(data[:39]) is first(data[:24]) is None


@pytest.mark.parametrize("big", [False, True])
def test_the_first_time_of_pcapng_is_its_first_timed_packets(big: bool) -> None:
    head = section(big=big) + block(0x77, bytes(70_000), big=big)
    head += interface(big=big, resolution=6) + interface(big=big, offset_s=7)
    data = head + enhanced(TIME, FRAME, number=1, big=big) + enhanced(1, FRAME, big=big)
    assert first(data) == TIME + 7 * NS
    assert first(head + enhanced(TIME, FRAME, number=2, big=big) + enhanced(1, FRAME, big=big)) == 1000
    assert first(gzip.compress(data)) == TIME + 7 * NS


def test_pcapng_counts_interfaces_anew_in_every_section() -> None:
    data = section() + interface(resolution=6) + section(big=True) + interface(big=True) + enhanced(9, FRAME, big=True)
    assert first(data) == 9


def test_the_obsolete_packet_block_has_a_time_and_the_simple_one_has_none() -> None:
    assert first(section() + interface() + block(2, OLD_PACKET)) == TIME
    simple = section() + interface() + block(3, struct.pack("<I", len(FRAME)) + FRAME)
    assert first(simple) is None
    assert first(simple + enhanced(3, FRAME)) == 3


def test_binary_resolutions_are_exact() -> None:
    assert first(section() + interface(resolution=0x80 | 40) + enhanced(5 << 40, FRAME)) == 5 * NS


def test_pcapng_cut_or_broken_before_its_first_packet_has_no_first_time_and_does_not_raise() -> None:
    whole = section() + interface() + enhanced(5, FRAME)
    for length in range(4, len(section() + interface()) + 20):
        assert first(whole[:length]) is None
    for at in range(4, len(whole)):
        for value in (0, 1, 0x80, 0xFF):
            first(whole[:at] + bytes([value]) + whole[at + 1 :])


def test_no_more_is_read_than_it_takes() -> None:
    for data in (savefiles.pcap([(TIME, bytes(60_000))] * 40), savefiles.pcapng([(TIME, bytes(60_000))] * 40)):
        source = Counted(data)
        assert first_time(Stream(source), "x") == TIME
        assert source.taken <= 128 << 10


def test_a_file_full_of_other_blocks_is_searched_so_far_and_no_further() -> None:
    source = Counted(section() + interface() + block(0x77, bytes(1 << 20)) * 40 + enhanced(5, FRAME))
    assert first_time(Stream(source), "x") is None
    assert source.taken < 20 << 20


def test_the_container_is_told_by_content() -> None:
    assert tell(Stream(io.BytesIO(savefiles.pcap([]))), "x") is Container.PCAP
    assert tell(Stream(io.BytesIO(gzip.compress(section()))), "x") is Container.PCAPNG
    assert tell(Stream(io.BytesIO(b"\x34\xcd\xb2\xa1")), "x") is Container.PCAP


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "x: the file is empty"),
        (gzip.compress(b"", mtime=0), "x: the file is empty"),
        (b"192.0.2.1 is at ...", "x: not a capture (pcap and pcapng files are read; this begins with 31 39 32 2e)"),
        (b"<!DOCTYPE html>", "x: not a capture but a web page"),
        (b"<html>", "x: not a capture but a web page"),
        (savefiles.pcap([])[:20], "x: the pcap header needs 24 bytes, the file has 20"),
        (b"\x34\xcd\xb2\xa1" + bytes(20), "x: a pcap file of the modified (Kuznetzov) format, which is not read"),
        (gzip.compress(b"x" * 99, mtime=0)[:12], "x: nothing in it can be decompressed (gzip, cut short at byte 12)"),
        (
            gzip.compress(b"", mtime=0)[:10] + b"\xff" * 40,
            "x: nothing in it can be decompressed (gzip: Error -1 Invalid deflate block found)",
        ),
    ],
)
def test_what_is_no_capture_is_refused_with_a_reason(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        first(data)
    assert caught.value.what == message
    assert caught.value.fix
