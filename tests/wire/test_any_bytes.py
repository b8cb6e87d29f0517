"""Any bytes as a frame of any link type: a row, nothing or a count of undecoded, compiled and uncompiled alike."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arpwatch_k8s.capture.files import load
from tests.conftest import REPO
from tests.oracle.comparison import our_rows, write
from tests.oracle.made_frames import LINK_TYPES, all_mutated, cut, made, to_cut, whole

MUTATIONS, SEED = 600, 11

PRINT_ROWS = """
import hashlib, sys
from arpwatch_k8s.capture.files import load
for path in sys.argv[1:]:
    loaded = load([path])
    print(path, len(loaded.evidence), sorted(loaded.captures[0].undecoded.items()))
    for name, column in sorted(loaded.evidence.columns.items()):
        print(path, name, hashlib.sha256(column.tobytes()).hexdigest())
    for code in range(len(loaded.evidence.addresses)):
        print(path, loaded.evidence.addresses.text(code))
    print(path, loaded.evidence.addresses.groups)
"""

MAY_DIFFER = {"frame", "time", "captured_len", "vrrp_addresses", "quoted_proto"}
"""Columns in which a frame cut short may differ from the whole one: fewer addresses, an earlier one of the headers."""


@settings(deadline=None, max_examples=60)
@given(linktype=st.sampled_from(LINK_TYPES), frames=st.lists(st.binary(max_size=120), min_size=1, max_size=20))
def test_any_bytes_are_rows_nothing_or_undecoded(linktype: int, frames: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        loaded = load([write(Path(folder) / "x.pcapng", linktype, [(frame, len(frame)) for frame in frames])])
    assert loaded.captures[0].frames == len(frames)
    assert len(loaded.evidence) + sum(loaded.captures[0].undecoded.values()) <= len(frames)


@pytest.mark.parametrize("linktype", LINK_TYPES)
def test_a_frame_cut_short_has_no_field_that_the_whole_frame_contradicts(tmp_path: Path, linktype: int) -> None:
    frames = [frame for frame in to_cut(made(linktype)) if frame]
    wholes, _ = our_rows(write(tmp_path / "whole.pcapng", linktype, [(frame, len(frame)) for frame in frames]))
    cuts = [(number, kept) for number, frame in enumerate(frames, 1) for kept in cut(frame)]
    rows, info = our_rows(write(tmp_path / "cut.pcapng", linktype, [kept for _, kept in cuts]))
    assert info.frames == len(cuts)
    for at, row in rows.items():
        entire = wholes[cuts[at - 1][0]]
        lies = {name for name, value in row.items() if value is not None and value != entire[name]}
        assert lies <= MAY_DIFFER, (row, entire)


@pytest.mark.long
def test_compiled_and_interpreted_decoders_agree(tmp_path: Path) -> None:
    paths = [
        str(write(tmp_path / f"{linktype}.pcapng", linktype, [*whole(made(linktype)), *frames]))
        for linktype, frames in all_mutated(MUTATIONS, SEED).items()
    ]
    assert rows_printed(paths, "0") == rows_printed(paths, "1")


def rows_printed(paths: list[str], disable_jit: str) -> str:
    """What a process of its own reads from captures, compiled or not."""
    environment = os.environ | {"NUMBA_DISABLE_JIT": disable_jit, "PYTHONPATH": str(REPO)}
    command = [sys.executable, "-c", PRINT_ROWS, *paths]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
