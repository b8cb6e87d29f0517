"""Every capture at hand, frame for frame as Wireshark sees it."""

from pathlib import Path

import pytest

from tests.conftest import MORE_CAPTURES, REPO
from tests.oracle.comparison import compare

SUFFIXES = (".pcap", ".pcapng", ".cap", ".trace", ".gz")


def captures() -> list[Path]:
    """The project's own captures and those of the folder beside it."""
    own = (REPO / "captures").rglob("*")
    return [path for path in sorted([*own, *MORE_CAPTURES.rglob("*")]) if path.suffix in SUFFIXES]


def name_of(path: Path) -> str:
    """A capture's name within its collection."""
    return "/".join(path.parts[-3:])


@pytest.mark.tshark
@pytest.mark.parametrize("path", captures(), ids=name_of)
def test_a_capture_gives_what_wireshark_sees(path: Path) -> None:
    comparison = compare(path)
    assert comparison.unknown == []
    frames = comparison.info.frames
    assert frames == comparison.frames or (comparison.info.corrupt_at is not None and frames > comparison.frames)
