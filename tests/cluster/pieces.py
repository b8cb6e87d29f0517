"""Captures of scenarios cut into many small files, as a ring buffer writes them; what two readings differ in."""

import os
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from arpwatch_k8s.capture.parts import Loaded
from arpwatch_k8s.correlator.vips import discover
from arpwatch_k8s.dataset import reading
from tests.conftest import CAPTURES
from tests.metamorphic import recording
from tests.savefiles import NS, pcap

LONG_AGO_NS = 1_700_000_000 * NS
"""When the files of tests were written."""
NOW_NS = LONG_AGO_NS + 3600 * NS


@cache
def frames(scenario: str) -> tuple[tuple[int, bytes], ...]:
    """The frames of a scenario's proxy."""
    return tuple((one.time_ns, one.data) for one in recording.read(CAPTURES / scenario / "proxy.pcapng").frames)


def written(path: Path, data: bytes, age_s: int = 0) -> str:
    """A file that was written long ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, ns=(LONG_AGO_NS - age_s * NS,) * 2)
    return str(path)


def cut(scenario: str, count: int, folder: Path) -> list[str]:
    """A scenario's frames in so many files, one after the other."""
    whole = frames(scenario)
    ends = [len(whole) * number // count for number in range(count + 1)]
    return [
        written(folder / f"{scenario}-{number:03}.pcap", pcap(whole[start:end]))
        for number, (start, end) in enumerate(pairwise(ends))
    ]


def kept(folder: Path | str) -> Loaded:
    """What a data set holds."""
    return reading.load(str(folder), discover=discover)


def difference(one: Loaded, other: Loaded) -> str:
    """What two readings differ in, in a word; nothing where it is nothing."""
    for name, column in one.evidence.columns.items():
        if not np.array_equal(column, other.evidence[name]):
            return f"evidence, {name}"
    for name in ("flows", "endpoints", "presence"):
        mine, theirs = getattr(one, name), getattr(other, name)
        if not all(np.array_equal(mine[field], theirs[field]) for field in mine.dtype.names):
            return name
    ours, others = one.evidence.addresses, other.evidence.addresses
    codes = [*map(ours.text, range(len(ours)))], [*map(others.text, range(len(others)))]
    if codes[0] != codes[1] or ours.groups != others.groups:
        return "addresses"
    for name in ("captures", "sources", "vips", "vips_left"):
        if getattr(one, name) != getattr(other, name):
            return name
    return ""


def shuffled(paths: Sequence[str]) -> list[str]:
    """The same files in another order, always the same one."""
    return [paths[place] for place in np.random.default_rng(7).permutation(len(paths))]
