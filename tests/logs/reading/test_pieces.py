"""A file by blocks that end where lines do."""

from io import SEEK_END, BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.errors import InputError
from arpwatch_k8s.logs.reading import pieces
from arpwatch_k8s.logs.reading.pieces import blocks, text_lines, whole


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MOST_LINE", 10)


def read(data: bytes, block: int = 10) -> list[bytes]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "BLOCK_BYTES", block)
        return list(blocks(BytesIO(data)))


def test_a_line_that_is_too_long_is_cut_and_the_next_ones_are_whole() -> None:
    assert (
        b"".join(read(b"ab\n" + b"x" * 35 + b"\ncd\n" + b"y" * 10 + b"\nef"))
        == b"ab\n" + b"x" * 10 + b"\ncd\n" + b"y" * 10 + b"\nef"
    )


def test_a_long_last_line_without_an_end_is_cut() -> None:
    assert b"".join(read(b"ab\n" + b"x" * 35)) == b"ab\n" + b"x" * 10


@given(
    lines=st.lists(st.sampled_from([b"", b"a", b"bcd", b"x" * 9, b"x" * 10, b"x" * 11, b"x" * 40])),
    block=st.integers(1, 10),
)
def test_lines_are_the_same_whatever_the_size_of_blocks(lines: list[bytes], block: int) -> None:
    some = read(b"".join(line + b"\n" for line in lines), block)
    assert all(one.endswith(b"\n") for one in some)
    assert [line for one in some for line in text_lines(one)] == [line[:10] for line in lines]


def test_lines_end_as_on_any_system() -> None:
    assert text_lines(b"a\r\nb\rc\n\n") == [b"a", b"b", b"c", b""]


class Growing(BytesIO):
    """A file that a program writes to whenever it is read."""

    def read(self, size: int | None = -1, /) -> bytes:
        self.grow()
        return super().read(size)

    def readline(self, size: int | None = -1, /) -> bytes:
        self.grow()
        return super().readline(size)

    def grow(self) -> None:
        at = self.tell()
        self.seek(0, SEEK_END)
        self.write(b"more\n" * 10)
        self.seek(at)


@pytest.mark.parametrize("data", [b"ab\n" * 9, b"ab\ncd", b"ab\n" + b"x" * 100, b""])
def test_what_is_written_to_a_file_while_it_is_read_is_left(data: bytes) -> None:
    assert b"".join(blocks(Growing(data))) == b"".join(read(data))


def test_what_is_read_as_a_whole_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "some.json"
    path.write_bytes(b"x" * 10)
    assert whole(path, 10) == b"x" * 10
    with pytest.raises(InputError, match=r"some\.json: larger than 0 MiB, and read as a whole"):
        whole(path, 9)
