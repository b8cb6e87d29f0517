"""Comments on packet blocks that are there."""

import io

import pytest

from arpwatch_k8s.savefile.commenting import with_comments
from arpwatch_k8s.savefile.writer import PcapngWriter


def written(comments: dict[int, list[str]], *, by_hand: bool) -> bytes:
    """Three frames with comments: by the writer itself, or put on afterwards."""
    file = io.BytesIO()
    writer = PcapngWriter(file)
    writer.add_interface(1)
    begin = file.tell()
    for place, data in enumerate((b"a" * 14, b"b" * 15, b"c" * 16)):
        writer.write(0, place, data, comments=() if by_hand else comments.get(place, ()))
    blocks = file.getvalue()[begin:]
    return b"".join(with_comments(blocks, comments)) if by_hand else blocks


@pytest.mark.parametrize("comments", [{}, {0: ["x"]}, {2: ["x", "yy"]}, {0: ["é"], 1: ["b"], 2: ["c" * 70_000]}])
def test_they_come_out_as_the_writer_writes_them(comments: dict[int, list[str]]) -> None:
    assert written(comments, by_hand=True) == written(comments, by_hand=False)
