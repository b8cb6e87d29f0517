"""Recordings hold what is in a capture, and are written as they were read."""

from pathlib import Path

import pytest

from arpwatch_k8s.capture.files import load
from tests.conftest import REPO
from tests.metamorphic.made import START, made
from tests.metamorphic.recording import read, write
from tests.metamorphic.scene import scene

ENDS = {"capture-cut-short": "is cut short", "capture-with-drops": "has drops", "any-interface": "is cooked"}


@pytest.mark.parametrize("name", ENDS, ids=ENDS.get)
def test_a_capture_written_anew_reads_as_it_did(name: str, tmp_path: Path) -> None:
    (recording,) = scene(REPO / "captures" / name).recordings
    path = write(recording, tmp_path)
    assert read(path) == recording
    old, new = load([REPO / "captures" / name / recording.name]), load([path])
    assert len(new.evidence) == len(old.evidence)
    (was,), (now,) = old.captures, new.captures
    assert (now.frames, now.first_ns, now.last_ns, now.drops, now.cut_frames, now.link_types) == (
        *(was.frames, was.first_ns, was.last_ns, was.drops, was.cut_frames, was.link_types),
    )
    assert (now.truncated_at is None) == (was.truncated_at is None)


def test_frames_have_their_numbers_times_bytes_and_lengths(tmp_path: Path) -> None:
    (recording,) = made().recordings
    assert read(write(recording, tmp_path)) == recording
    assert [frame.number for frame in recording.frames[:3]] == [1, 2, 3]
    assert recording.start == START
