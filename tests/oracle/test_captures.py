"""Every capture at hand, frame for frame as Wireshark sees it."""

import os
from pathlib import Path

import pytest

from tests.conftest import REPO
from tests.oracle.comparison import compare

MORE_CAPTURES = Path(os.environ.get("ARPWATCH_MORE_CAPTURES", REPO.parent / "shared" / "captures"))
"""A folder of captures beside the checkout, looked through where there is one."""
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
    assert comparison.info.frames == comparison.frames
