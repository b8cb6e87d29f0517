"""Savefiles to evidence: containers, damage, names."""

import struct
from pathlib import Path

import numpy as np
import pytest

from arpwatch_k8s.capture import files
from arpwatch_k8s.capture.files import load
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.evidence.row import ROW
from tests.savefiles import (
    MAC_A,
    announcement,
    block,
    enhanced,
    exchange,
    interface,
    pcap,
    pcapng,
    save,
    section,
    statistics,
)

FRAMES = [(1_700_000_000_123_456_789, announcement(MAC_A)), *exchange(1_700_000_001_000_000_001, 40000)]
TIMES = [time for time, _ in FRAMES]


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("nano", [False, True])
def test_pcap_of_either_byte_order_and_resolution_gives_the_same_rows(tmp_path: Path, big: bool, nano: bool) -> None:
    loaded = load([save(tmp_path / "x", pcap(FRAMES, big=big, nano=nano))])
    unit = 1 if nano else 1000
    assert loaded.evidence["time"].tolist() == [time // unit * unit for time in TIMES]
    assert loaded.evidence["frame"].tolist() == [1, 2, 3, 4, 5]
    assert loaded.captures[0].drops is None


@pytest.mark.parametrize("big", [False, True])
def test_pcapng_of_either_byte_order_gives_nanoseconds_and_drops(tmp_path: Path, big: bool) -> None:
    data = section(big=big) + interface(big=big)
    data += b"".join(enhanced(time, frame, big=big) for time, frame in FRAMES) + statistics(drops=7, big=big)
    loaded = load([save(tmp_path / "x", data)])
    assert loaded.evidence["time"].tolist() == TIMES
    assert loaded.captures[0].drops == 7


@pytest.mark.parametrize(
    ("resolution", "offset_s", "ticks", "expected"),
    [
        (None, 0, 5_000_001, 5_000_001_000),
        (6, 0, 5_000_001, 5_000_001_000),
        (9, 0, 5_000_000_001, 5_000_000_001),
        (3, 0, 5_001, 5_001_000_000),
        (12, 0, 5_000_000_001_999, 5_000_000_001),
        (0x80 | 10, 0, 5 * 1024 + 512, 5_500_000_000),
        (0x80 | 40, 0, 5 << 40, 5_000_000_000),
        (9, 1_000, 1, 1_000_000_000_001),
        (9, -1, 2_000_000_000, 1_000_000_000),
    ],
)
def test_every_resolution_and_offset_of_pcapng_is_applied(
    tmp_path: Path, resolution: int | None, offset_s: int, ticks: int, expected: int
) -> None:
    data = section() + interface(resolution=resolution, offset_s=offset_s) + enhanced(ticks, announcement(MAC_A))
    assert load([save(tmp_path / "x", data)]).evidence["time"].tolist() == [expected]


def test_absurd_resolutions_do_not_raise(tmp_path: Path) -> None:
    for resolution in (0x7F, 0xFF, 18, 19):
        data = (
            section()
            + interface(resolution=resolution, offset_s=1 << 62)
            + enhanced((1 << 64) - 1, announcement(MAC_A))
        )
        assert len(load([save(tmp_path / "x", data)]).evidence) == 1


def test_unknown_blocks_are_skipped_without_a_frame_number(tmp_path: Path) -> None:
    data = section() + interface() + block(0x77, b"whatever") + enhanced(1, announcement(MAC_A))
    assert load([save(tmp_path / "x", data)]).evidence["frame"].tolist() == [1]


@pytest.mark.parametrize("container", [pcap, pcapng])
def test_a_file_cut_anywhere_gives_the_frames_before_and_names_the_byte(tmp_path: Path, container: object) -> None:
    whole = pcap(FRAMES) if container is pcap else pcapng(FRAMES, drops=None)
    header = 24 if container is pcap else len(section()) + len(interface())
    ends = [header]
    for time, frame in FRAMES:
        ends.append(ends[-1] + (16 + len(frame) if container is pcap else len(enhanced(time, frame))))
    for length in range(header, len(whole)):
        info = load([save(tmp_path / "x", whole[:length])]).captures[0]
        complete = sum(end <= length for end in ends[1:])
        assert info.frames == complete
        assert info.truncated_at == (None if length in ends else ends[complete])
        assert info.corrupt_at is None


def corrupted_pcap(count: int) -> tuple[bytes, int]:
    """A file whose second record lies about its length, and where that record stands."""
    frames = [(1_700_000_000_000_000_000 + i, announcement(MAC_A)) for i in range(count)]
    data = bytearray(pcap(frames))
    second = 24 + 16 + len(frames[0][1])
    data[second + 8 : second + 12] = struct.pack("<I", 0x7FFFFFFF)
    return bytes(data), second


def test_reading_resumes_behind_a_record_that_lies_where_the_next_ones_prove_themselves(tmp_path: Path) -> None:
    data, second = corrupted_pcap(10)
    loaded = load([save(tmp_path / "x", data)])
    info = loaded.captures[0]
    assert (info.frames, info.corrupt_at, info.skipped_bytes, info.complete) == (9, second, 58, False)
    assert loaded.evidence["offset"].tolist() == [24, *(24 + 58 * i for i in range(2, 10))]


def test_reading_does_not_resume_in_noise(tmp_path: Path) -> None:
    data, second = corrupted_pcap(2)
    noise = bytes(range(256)) * 4000
    info = load([save(tmp_path / "x", data[: second + 16] + noise)]).captures[0]
    assert (info.frames, info.corrupt_at, info.skipped_bytes) == (1, second, 16 + len(noise))


def test_a_pcapng_block_that_lies_is_stepped_over(tmp_path: Path) -> None:
    head = section() + interface()
    good = [enhanced(i + 1, announcement(MAC_A)) for i in range(6)]
    bad = bytearray(good[1])
    bad[20:24] = struct.pack("<I", 0x00FFFFFF)
    info = load([save(tmp_path / "x", head + good[0] + bytes(bad) + b"".join(good[2:]))]).captures[0]
    assert (info.frames, info.corrupt_at, info.skipped_bytes) == (5, len(head) + len(good[0]), len(bad))


@pytest.mark.parametrize("garbage", [b"", b"\x01", b"\xff" * 999, bytes(5000)])
def test_garbage_between_pcapng_blocks_is_passed_over(tmp_path: Path, garbage: bytes) -> None:
    good = [enhanced(i + 1, announcement(MAC_A)) for i in range(8)]
    data = section() + interface() + b"".join(good[:3]) + garbage + b"".join(good[3:])
    info = load([save(tmp_path / "x", data)]).captures[0]
    assert (info.frames, info.skipped_bytes) == (8, len(garbage))


def test_more_rows_than_a_batch_holds_arrive_whole(tmp_path: Path) -> None:
    frame = announcement(MAC_A)
    loaded = load([save(tmp_path / "x", pcap([(i, frame) for i in range(17_000)]))])
    assert loaded.evidence["frame"].tolist() == list(range(1, 17_001))
    assert loaded.evidence["offset"].tolist() == [24 + 58 * i for i in range(17_000)]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"192.0.2.1 is at ...", "not a capture"),
        (b"<html>", "not a capture"),
        (pcap([])[:20], "the pcap header needs 24 bytes, the file has 20"),
        (b"\x34\xcd\xb2\xa1" + bytes(20), "modified (Kuznetzov) format"),
        (pcap([], linktype=147), "link type 147 is not read"),
        (section() + interface(linktype=147), "link type 147 is not read"),
    ],
)
def test_what_is_no_capture_is_refused_with_a_reason_and_a_way_out(tmp_path: Path, data: bytes, message: str) -> None:
    path = save(tmp_path / "x", data)
    with pytest.raises(InputError) as caught:
        load([path])
    assert message in caught.value.what
    assert path in caught.value.what
    assert caught.value.fix


def test_a_missing_file_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.pcap", tmp_path):
        with pytest.raises(InputError, match=str(path)):
            load([str(path)])


def test_several_captures_come_in_time_order_under_unique_names(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    late = save(tmp_path / "a" / "x.pcap", pcap([(20, announcement(MAC_A))]))
    early = save(tmp_path / "b" / "x.pcap", pcap([(10, announcement(MAC_A)), (30, announcement(MAC_A))]))
    loaded = load([late, early])
    assert [info.name for info in loaded.captures] == ["b/x.pcap", "a/x.pcap"]
    assert loaded.evidence["time"].tolist() == [10, 20, 30]
    assert loaded.evidence["capture"].tolist() == [0, 1, 0]


def test_frames_older_than_the_one_before_are_sorted_and_counted(tmp_path: Path) -> None:
    loaded = load([save(tmp_path / "x", pcap([(20, announcement(MAC_A)), (10, announcement(MAC_A))]))])
    assert loaded.evidence["frame"].tolist() == [2, 1]
    assert loaded.captures[0].backwards == 1


def test_more_captures_than_a_row_can_name_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_CAPTURES", 2)
    for number in range(3):
        save(tmp_path / f"{number}.pcap", pcap([(number, announcement(MAC_A))]))
    with pytest.raises(InputError, match="3 captures, at most 2 are read in one run"):
        files.load([tmp_path])
    assert len(files.load([tmp_path / "0.pcap", tmp_path / "1.pcap"]).captures) == 2


def test_a_row_can_name_each_capture_of_a_run() -> None:
    assert np.iinfo(ROW["capture"]).max == files.MOST_CAPTURES - 1
