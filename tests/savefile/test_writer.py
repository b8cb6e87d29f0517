"""The pcapng writer: what it writes is what Wireshark and our own reader find."""

import io
import struct
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scapy.utils import RawPcapReader

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.errors import OutputError
from arpwatch_k8s.savefile.writer import PcapngWriter, write_file
from tests import savefiles
from tests.savefiles import MAC_A, MAC_B, NS, announcement

TIME = 1_700_000_000_123_456_789
FRAME = announcement(MAC_A)
ETHERNET, RAW, SLL, SLL2 = 1, 101, 113, 276


def written(write: Callable[[PcapngWriter], object]) -> bytes:
    """The file that `write` makes."""
    stream = io.BytesIO()
    with PcapngWriter(stream) as writer:
        write(writer)
    return stream.getvalue()


def one_packet(writer: PcapngWriter) -> None:
    writer.write(writer.add_interface(ETHERNET), TIME, FRAME)


def run(*command: str | Path) -> str:
    """Standard output of a Wireshark command that has nothing to complain of."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if not line.startswith("Running as user")]
    assert (done.returncode, complaints) == (0, [])
    return done.stdout


def fields(path: Path, *names: str) -> list[list[str]]:
    """Columns of all frames as tshark sees them; a comment after another comes behind a bar."""
    asked = [part for name in names for part in ("-e", name)]
    out = run("tshark", "-r", path, "-T", "fields", "-E", "separator=/t", "-E", "aggregator=|", *asked)
    return [line.split("\t") for line in out.splitlines()]


def test_the_bytes_are_those_of_the_specification() -> None:
    application = savefiles.option(4, b"arpwatch-k8s") + bytes(4)
    expected = savefiles.block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1) + application)
    expected += savefiles.block(1, struct.pack("<HHI", 1, 0, 0) + savefiles.option(9, b"\x09") + bytes(4))
    expected += savefiles.enhanced(TIME, FRAME)
    assert written(one_packet) == expected


def test_the_same_calls_give_the_same_bytes() -> None:
    assert written(one_packet) == written(one_packet)


@pytest.mark.tshark
def test_wireshark_opens_it_without_a_complaint_and_sees_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "x.pcapng"
    with write_file(path, application="test 1.0") as writer:
        lan = writer.add_interface(ETHERNET, snaplen=262144, name="eth0", description="the LAN", filter_text="arp")
        cooked = writer.add_interface(SLL2, name="any")
        raw = writer.add_interface(RAW, name="tun0")
        ip = savefiles.segment("S", port=40000, seq=1)[14:]
        sll2 = struct.pack(">HHIHBB8s", 0x0806, 0, 3, 1, 0, 6, bytes(8)) + FRAME[14:]
        writer.write(lan, TIME, FRAME, comments=["first — 最初", "second"])
        writer.write(cooked, TIME + 1, sll2)
        writer.write(raw, TIME + 2, ip, original_length=1500)
        writer.write(lan, 0, FRAME)
        for number in (lan, cooked, raw):
            writer.statistics(
                number, start_ns=0, end_ns=TIME + 3, received=2, dropped_by_interface=1, dropped_by_system=5
            )
    names = ("frame.time_epoch", "frame.interface_name", "frame.encap_type", "frame.len", "frame.comment")
    assert fields(path, *names) == [
        ["1700000000.123456789", "eth0", "1", "42", "first — 最初|second"],
        ["1700000000.123456790", "any", "210", "48", ""],
        ["1700000000.123456791", "tun0", "7", "1500", ""],
        ["0.000000000", "eth0", "1", "42", ""],
    ]
    assert fields(path, "arp.opcode", "tcp.dstport") == [["1", ""], ["1", ""], ["", "443"], ["1", ""]]
    about = run("capinfos", path)
    assert "Number of packets:   4" in about
    assert "test 1.0" in about
    assert "Filter string = arp" in about
    assert "Time precision = nanoseconds (9)" in about
    assert "Number of stat entries = 1" in about


@pytest.mark.tshark
def test_a_long_comment_becomes_several_cut_between_characters(tmp_path: Path) -> None:
    path, comment = tmp_path / "x.pcapng", "a" + "最" * 50_000
    with write_file(path) as writer:
        writer.write(writer.add_interface(ETHERNET), TIME, FRAME, comments=[comment])
    (found,) = fields(path, "frame.comment")
    parts = found[0].split("|")
    assert "".join(parts) == comment
    assert len(parts) == 3


@pytest.mark.tshark
def test_a_comment_that_utf8_or_c_cannot_hold_is_shown_in_other_signs(tmp_path: Path) -> None:
    path = tmp_path / "x.pcapng"
    with write_file(path) as writer:
        writer.write(writer.add_interface(ETHERNET), TIME, FRAME, comments=["a\udcffb\0c"])
    assert fields(path, "frame.comment") == [["a\\udcffb␀c"]]


@pytest.mark.tshark
def test_a_file_without_packets_opens(tmp_path: Path) -> None:
    path = tmp_path / "x.pcapng"
    with write_file(path) as writer:
        writer.add_interface(SLL)
    assert fields(path, "frame.number") == []


@pytest.mark.tshark
def test_an_offset_makes_room_for_times_before_1970(tmp_path: Path) -> None:
    path = tmp_path / "x.pcapng"
    with write_file(path) as writer:
        early = writer.add_interface(ETHERNET, offset_s=-10)
        writer.write(early, -1, FRAME)
        writer.write(early, 5 * NS, FRAME)
    assert load([path]).evidence["time"].tolist() == [-1, 5 * NS]
    assert fields(path, "frame.time_epoch")[1] == ["5.000000000"]


@pytest.mark.tshark
def test_every_packet_of_a_capture_survives_being_written_again(repo: Path, tmp_path: Path) -> None:
    source, copy = repo / "captures" / "healthy" / "proxy.pcapng", tmp_path / "copy.pcapng"
    columns = ("frame.time_epoch", "frame.len", "frame.cap_len")
    with write_file(copy) as writer:
        number = writer.add_interface(ETHERNET)
        frames = bytes_of(source)
        for (time, length, _), frame in zip(fields(source, *columns), frames, strict=True):
            seconds, fraction = time.split(".")
            writer.write(number, int(seconds) * NS + int(fraction), frame, original_length=int(length))
    assert fields(copy, *columns) == fields(source, *columns)
    assert bytes_of(copy) == frames
    before, after = load([source]).evidence, load([copy]).evidence
    for column in ("time", "frame", "kind", "sender_mac", "frame_len", "captured_len"):
        assert before[column].tolist() == after[column].tolist()


def bytes_of(path: Path) -> list[bytes]:
    """All frames of a savefile, by way of editcap and scapy's reader of pcap."""
    done = subprocess.run(["editcap", "-F", "nsecpcap", path, "-"], capture_output=True, check=True)
    with RawPcapReader(io.BytesIO(done.stdout)) as reader:
        return [data for data, _ in reader]


packets = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, (1 << 63) - 1),
        st.sampled_from([FRAME, announcement(MAC_B), b"", b"\0", FRAME[:20], bytes(61), bytes(9999)]),
        st.integers(0, 3000),
        st.lists(st.text(min_size=1, max_size=40), max_size=3),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(packets)
def test_our_own_reader_finds_the_same_times_bytes_and_link_types(tmp_path: Path, packets: list[tuple]) -> None:
    path = tmp_path / "x.pcapng"
    links = (ETHERNET, SLL, RAW)
    with write_file(path) as writer:
        numbers = [writer.add_interface(link) for link in links]
        for number, time, data, more, comments in packets:
            writer.write(numbers[number], time, data, original_length=len(data) + more, comments=comments)
        writer.statistics(0, end_ns=0, dropped_by_interface=3, dropped_by_system=4)
    assert list(blocks(path.read_bytes())) == [
        (number, time, data, len(data) + more, [text.replace("\0", "␀") for text in comments])
        for number, time, data, more, comments in packets
    ]
    loaded = load([path])
    info = loaded.captures[0]
    assert (info.frames, info.drops, info.complete) == (len(packets), 7, True)
    arps = [
        (time, frame) for frame, (number, time, data, _, _) in enumerate(packets, 1) if number == 0 and len(data) == 42
    ]
    assert loaded.evidence["time"].tolist() == [time for time, _ in sorted(arps)]
    assert loaded.evidence["frame"].tolist() == [frame for _, frame in sorted(arps)]


def blocks(data: bytes) -> Iterator[tuple[int, int, bytes, int, list[str]]]:
    """The enhanced packet blocks of a little-endian file, read with nothing of ours."""
    at = 0
    while at < len(data):
        kind, length = struct.unpack_from("<II", data, at)
        assert length % 4 == 0
        assert struct.unpack_from("<I", data, at + length - 4) == (length,)
        if kind == 6:
            number, high, low, captured, original = struct.unpack_from("<IIIII", data, at + 8)
            option, comments = at + 28 + (captured + 3 & ~3), []
            while option < at + length - 4:
                code, size = struct.unpack_from("<HH", data, option)
                if code == 1:
                    comments.append(data[option + 4 : option + 4 + size].decode())
                option += 4 + (size + 3 & ~3)
            yield number, high << 32 | low, data[at + 28 : at + 28 + captured], original, comments
        at += length


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (lambda writer: writer.write(1, TIME, bytes(262145)), "a packet of 262145 bytes, 262144 are allowed"),
        (lambda writer: writer.write(0, TIME, bytes(101)), "a packet of 101 bytes, 100 are allowed"),
        (lambda writer: writer.write(0, TIME, FRAME, original_length=41), "cannot have had 41 on the wire"),
        (lambda writer: writer.write(0, TIME, FRAME, original_length=1 << 32), "cannot have had 4294967296"),
        (lambda writer: writer.write(0, -1, FRAME), "time -1 ns is out of range"),
        (lambda writer: writer.write(0, 1 << 64, FRAME), "time 18446744073709551616 ns is out of range"),
        (lambda writer: writer.write(2, TIME, FRAME), "interface 2 was not described (2 were)"),
        (lambda writer: writer.write(-1, TIME, FRAME), "interface -1 was not described (2 were)"),
        (lambda writer: writer.write(0, TIME, FRAME, comments=["x" * (17 << 20)]), "with its comments"),
        (lambda writer: writer.add_interface(1 << 16), "link type 65536"),
        (lambda writer: writer.add_interface(1, snaplen=-1), "snaplen -1"),
        (lambda writer: writer.add_interface(1, name="x" * 65536), "the interface name has 65536 bytes, 65535"),
        (lambda writer: writer.add_interface(1, filter_text="x" * 65535), "the capture filter has 65536 bytes"),
        (lambda writer: writer.add_interface(1, offset_s=1 << 62), "time offset"),
        (lambda writer: writer.statistics(0, end_ns=TIME, received=-1), "a count of -1 packets"),
    ],
)
def test_what_pcapng_cannot_hold_is_refused_before_a_byte_of_it_is_written(
    write: Callable[[PcapngWriter], object], message: str
) -> None:
    stream = io.BytesIO()
    writer = PcapngWriter(stream, name="out.pcapng")
    writer.add_interface(ETHERNET, snaplen=100)
    writer.add_interface(ETHERNET)
    before = stream.getvalue()
    with pytest.raises(OutputError) as caught:
        write(writer)
    assert message in caught.value.what
    assert caught.value.what.startswith("out.pcapng: ")
    assert stream.getvalue() == before


def test_the_largest_packet_and_option_are_written() -> None:
    def largest(writer: PcapngWriter) -> None:
        number = writer.add_interface(ETHERNET, name="x" * 65535)
        writer.write(number, (1 << 64) - 1, bytes(262144), original_length=0xFFFFFFFF)

    assert next(blocks(written(largest)))[1] == (1 << 64) - 1
