"""Frames that no capture at hand has, as Wireshark sees them; and the list of what is known to differ."""

import re
import struct
from pathlib import Path

import pytest

from tests.conftest import REPO
from tests.oracle.comparison import compare, compare_frames
from tests.oracle.differences import KNOWN
from tests.oracle.made_frames import ETHERNET, LINK_TYPES, NULL, cut, made, mutated, to_cut, whole
from tests.savefiles import MAC_A, announcement, enhanced, interface, save, section

MUTATIONS = {ETHERNET: 6000}
OTHER_MUTATIONS = 800
SEED = 7

pytestmark = pytest.mark.tshark


@pytest.mark.parametrize("linktype", LINK_TYPES)
def test_made_frames_give_what_wireshark_sees(tmp_path: Path, linktype: int) -> None:
    assert compare_frames(tmp_path, linktype, whole(made(linktype))).unknown == []


@pytest.mark.parametrize("linktype", LINK_TYPES)
def test_made_frames_cut_at_every_length_give_what_wireshark_sees(tmp_path: Path, linktype: int) -> None:
    frames = [kept for frame in to_cut(made(linktype)) for kept in cut(frame)]
    assert compare_frames(tmp_path, linktype, frames).unknown == []


@pytest.mark.parametrize("linktype", LINK_TYPES)
def test_mutated_frames_give_what_wireshark_sees(tmp_path: Path, linktype: int) -> None:
    frames = mutated(made(linktype), MUTATIONS.get(linktype, OTHER_MUTATIONS), SEED)
    assert compare_frames(tmp_path, linktype, frames).unknown == []


def test_every_difference_that_is_listed_occurs(tmp_path: Path) -> None:
    occurring = set()
    for linktype in (ETHERNET, NULL):
        occurring |= compare_frames(tmp_path, linktype, whole(made(linktype))).known
    late = section() + interface(resolution=0) + enhanced(1 << 34, announcement(MAC_A))
    occurring |= compare(Path(save(tmp_path / "late.pcapng", late))).known
    assert occurring == set(KNOWN)


def test_where_wireshark_stops_at_damage_what_came_before_is_held_against_it(tmp_path: Path) -> None:
    frames = [enhanced(number, announcement(MAC_A)) for number in range(4)]
    broken = struct.pack("<II", 0x77, 0) + bytes(16)
    data = section() + interface() + b"".join(frames[:2]) + broken + b"".join(frames[2:])
    comparison = compare(Path(save(tmp_path / "x.pcapng", data)))
    assert (comparison.unknown, comparison.frames, comparison.info.frames) == ([], 2, 4)


def test_the_documented_differences_are_those_that_the_oracle_knows() -> None:
    text = (REPO / "docs" / "differences.md").read_text()
    assert re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE) == list(KNOWN)
