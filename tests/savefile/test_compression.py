"""Compression: told by content, streamed, read through, and every way to end said."""

import bz2
import gzip
import io
import lzma
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import lz4.frame
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from arpwatch_k8s.errors import InputError
from arpwatch_k8s.savefile.codec import CODECS, Compression, tell
from arpwatch_k8s.savefile.compression import Stream, StreamEnd, open_stream
from arpwatch_k8s.savefile.zstd import MAX_WINDOW_BYTES
from tests.savefiles import MAC_A, announcement, pcap

Compress = Callable[[bytes], bytes]


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


def lz4_frame(data: bytes) -> bytes:
    return lz4.frame.compress(data, content_checksum=True)


COMPRESS: dict[Compression, Compress] = {
    Compression.GZIP: gzip.compress,
    Compression.ZSTD: zstd,
    Compression.XZ: lzma.compress,
    Compression.LZ4: lz4_frame,
    Compression.BZIP2: bz2.compress,
}
CAPTURE = pcap([(i * 1_000_003, announcement(MAC_A)) for i in range(300)])
SHORT = pcap([(i * 1_000_003, announcement(MAC_A)) for i in range(40)])
"""Has all that a compressed stream has, in fewer bytes to break."""
every_compression = pytest.mark.parametrize(("kind", "compress"), COMPRESS.items(), ids=list(COMPRESS))


class Pipe:
    """A source that gives at most `most` bytes at once."""

    def __init__(self, data: bytes, most: int = 1 << 20) -> None:
        self._file, self._most = io.BytesIO(data), most
        self.closed = False

    def readinto(self, buffer: memoryview, /) -> int | None:
        return self._file.readinto(buffer[: self._most])

    def close(self) -> None:
        self.closed = True


def read(data: bytes, *, most: int = 1 << 20, room: int = 1 << 16) -> tuple[bytes, Stream]:
    """All that a stream gives, and the stream."""
    stream, out, view = Stream(Pipe(data, most)), bytearray(), memoryview(bytearray(room))
    while got := stream.read_into(view):
        out += view[:got]
    return bytes(out), stream


@every_compression
def test_every_compression_is_told_by_its_first_bytes(kind: Compression, compress: Compress) -> None:
    assert tell(compress(CAPTURE)) is kind
    out, stream = read(compress(CAPTURE))
    assert (out, stream.compression, stream.ended) == (CAPTURE, kind, StreamEnd())
    assert stream.used_bytes == len(compress(CAPTURE))


def test_what_is_not_compressed_passes_as_it_is() -> None:
    for data in (CAPTURE, b"", b"x", b"\x1f\x8b"):
        out, stream = read(data, most=3, room=7)
        assert (out, stream.compression, stream.ended) == (data, Compression.PLAIN, StreamEnd())


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(COMPRESS)),
    st.lists(st.binary(max_size=3000), min_size=1, max_size=4),
    st.integers(1, 5000),
    st.integers(1, 5000),
)
def test_members_behind_each_other_are_one_stream_whatever_the_pieces(
    kind: Compression, parts: list[bytes], most: int, room: int
) -> None:
    out, stream = read(b"".join(COMPRESS[kind](part) for part in parts), most=most, room=room)
    assert (out, stream.ended) == (b"".join(parts), StreamEnd())


@every_compression
def test_a_file_cut_anywhere_gives_what_was_there_and_names_its_end(kind: Compression, compress: Compress) -> None:
    whole = compress(SHORT)
    for length in range(len(CODECS[kind].magic), len(whole)):
        out, stream = read(whole[:length])
        assert SHORT.startswith(out)
        assert stream.ended == StreamEnd(cut_at=length)


@every_compression
def test_a_file_cut_inside_a_later_member_keeps_the_earlier_ones(kind: Compression, compress: Compress) -> None:
    first, second = compress(CAPTURE), compress(b"more")
    for length in range(1, len(second)):
        out, stream = read(first + second[:length])
        assert out.startswith(CAPTURE)
        assert stream.ended == StreamEnd(cut_at=len(first) + length)


@every_compression
def test_a_broken_byte_ends_the_stream_with_a_reason_and_never_raises(kind: Compression, compress: Compress) -> None:
    whole = compress(SHORT)
    for at in range(len(whole)):
        for flip in (0x01, 0x80, 0xFF):
            broken = bytearray(whole)
            broken[at] ^= flip
            _, stream = read(bytes(broken))
            if stream.ended.corrupt_at is not None:
                assert stream.ended.corrupt_at <= len(whole)
                assert (stream.ended.reason or "").startswith(f"{kind}: ")


@every_compression
def test_a_wrong_checksum_at_the_end_costs_little_of_what_is_before_it(kind: Compression, compress: Compress) -> None:
    data = b"".join(bytes([i & 0xFF, i >> 8 & 0xFF]) * (i % 7) for i in range(100_000))
    broken = bytearray(compress(data))
    broken[-6 if kind in (Compression.GZIP, Compression.BZIP2) else -1] ^= 0xFF
    out, stream = read(bytes(broken))
    assert stream.ended.corrupt_at is not None
    assert data.startswith(out)
    assert len(out) > 0.9 * len(data)


@every_compression
def test_bytes_that_do_not_belong_are_told_and_zeros_are_padding(kind: Compression, compress: Compress) -> None:
    whole = compress(CAPTURE)
    for behind, expected in (
        (bytes(100_000), StreamEnd()),
        (b"not compressed", StreamEnd(trailing_at=len(whole))),
        (bytes(512) + b"x", StreamEnd(trailing_at=len(whole))),
        (
            lz4_frame(b"other") if kind is Compression.GZIP else gzip.compress(b"other"),
            StreamEnd(trailing_at=len(whole)),
        ),
    ):
        out, stream = read(whole + behind)
        assert (out, stream.ended) == (CAPTURE, expected)
    assert read(whole + bytes(512) + whole)[0] == CAPTURE * 2


def skippable(size: int) -> bytes:
    return b"\x5a\x2a\x4d\x18" + size.to_bytes(4, "little") + b"\xff" * size


@pytest.mark.parametrize("kind", [Compression.ZSTD, Compression.LZ4])
def test_skippable_frames_are_skipped_wherever_they_stand(kind: Compression) -> None:
    one = COMPRESS[kind](CAPTURE)
    parts = [skippable(0), skippable(100_000), one, skippable(4), one, skippable(7)]
    out, stream = read(b"".join(parts), most=999)
    assert (out, stream.compression, stream.ended) == (CAPTURE * 2, kind, StreamEnd())
    cut = b"".join(parts)[:-3]
    assert read(cut)[1].ended == StreamEnd(cut_at=len(cut))


@pytest.mark.parametrize(("first", "second"), [("gzip", "gzip"), ("xz", "zstd"), ("lz4", "bzip2")])
def test_compression_inside_compression_is_refused(first: str, second: str) -> None:
    data = COMPRESS[Compression(first)](COMPRESS[Compression(second)](CAPTURE))
    with pytest.raises(InputError) as caught:
        open_stream(Pipe(data), name="x")
    assert caught.value.what == f"x: {second} inside {first}; one compression is read, not two"


@pytest.mark.parametrize(
    ("data", "what"),
    [(b"PK\x03\x04....", "a zip archive"), (b"\x02!L\x18....", "legacy"), (b"\x1f\x9d\x90...", "made with compress")],
)
def test_archives_and_old_formats_are_named(data: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what):
        open_stream(Pipe(data), name="x")


@every_compression
def test_looking_at_the_first_bytes_takes_none_away(kind: Compression, compress: Compress) -> None:
    for data in (b"", b"abc", CAPTURE):
        stream, view, out = open_stream(Pipe(compress(data), 5), name="x"), memoryview(bytearray(4)), b""
        while got := stream.read_into(view):
            out += view[:got]
        assert out == data


def test_a_reader_gets_what_is_there_before_the_source_is_asked_for_more() -> None:
    packed = zstandard.ZstdCompressor().compressobj()
    early = packed.compress(CAPTURE) + packed.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)

    class Slow(Pipe):
        def readinto(self, buffer: memoryview, /) -> int | None:
            got = super().readinto(buffer)
            assert got, "asked for more while there was something to give"
            return got

    assert Stream(Slow(early)).read_into(memoryview(bytearray(1 << 20))) == len(CAPTURE)


def test_closing_a_stream_closes_its_source() -> None:
    pipe = Pipe(CAPTURE)
    Stream(pipe).close()
    assert pipe.closed


def test_a_source_set_not_to_wait_says_so() -> None:
    class Empty(Pipe):
        def readinto(self, buffer: memoryview, /) -> int | None:
            return None

    with pytest.raises(BlockingIOError):
        Stream(Empty(b""))


def test_zstd_frames_of_every_form_are_read() -> None:
    data = CAPTURE * 40
    for arguments in (
        {"level": 1},
        {"level": 19},
        {"write_content_size": False},
        {"compression_params": zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)},
    ):
        assert read(zstandard.ZstdCompressor(**arguments).compress(data))[0] == data
    stream = zstandard.ZstdCompressor().compressobj()
    pieces = [
        stream.compress(data[i : i + 100]) + stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
        for i in range(0, 5000, 100)
    ]
    assert read(b"".join(pieces) + stream.flush())[0] == data[:5000]
    empty_blocks = zstd(b"")[:6] + bytes(3) * 50_000 + b"\x01\0\0"
    assert read(empty_blocks)[1].ended.corrupt_at is None


def test_zstd_with_too_large_a_window_or_a_dictionary_is_told_with_a_way_out() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=28, enable_ldm=True)
    stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    ended = read(stream.compress(CAPTURE) + stream.flush())[1].ended
    assert ended.reason == (
        f"zstd: made with a window of 256 MiB, {MAX_WINDOW_BYTES >> 20} MiB are allowed "
        "(decompress it with zstd -d --long=31)"
    )
    words = zstandard.train_dictionary(2000, [bytes([i]) * 300 for i in range(200)])
    ended = read(zstandard.ZstdCompressor(dict_data=words).compress(CAPTURE))[1].ended
    assert "made with dictionary" in (ended.reason or "")


def test_xz_that_asks_for_too_much_memory_is_told_with_a_way_out() -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 20}]
    data = bytearray(lzma.compress(CAPTURE, filters=filters))
    # the dictionary's size in the block header (specification 5.3.1): 40 is 4 GiB - 1; its checksum behind it
    header = 12
    data[header + 4] = 40
    size = (data[header] + 1) * 4
    data[header + size - 4 : header + size] = zlib.crc32(data[header : header + size - 4]).to_bytes(4, "little")
    ended = read(bytes(data))[1].ended
    assert ended.reason == "xz: asks for more than the 256 MiB of memory that are allowed (decompress it with xz -d)"


BOMB = """
import resource, sys
from arpwatch_k8s.savefile.compression import Stream
stream, view, total = Stream(open(sys.argv[1], "rb", buffering=0)), memoryview(bytearray(1 << 19)), 0
stream.read_into(view)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
while got := stream.read_into(view):
    total += got
print(total >> 20, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)
"""


@every_compression
def test_a_bomb_is_streamed_through_little_memory(kind: Compression, compress: Compress, tmp_path: Path) -> None:
    (tmp_path / "bomb").write_bytes(compress(bytes(4 << 20)) * 50)
    done = subprocess.run([sys.executable, "-c", BOMB, tmp_path / "bomb"], capture_output=True, text=True, check=True)
    decompressed_mib, grown_mib = map(int, done.stdout.split())
    assert decompressed_mib >= 199
    assert grown_mib < 40


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(COMPRESS)), st.binary(max_size=400))
def test_anything_behind_a_magic_ends_somehow(kind: Compression, data: bytes) -> None:
    read(CODECS[kind].magic + data)
