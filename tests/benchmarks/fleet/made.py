"""Captures of mixed size, as a ring buffer leaves them: one stream of a proxy's traffic, cut between frames."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.benchmarks.traffic import BLOCK_NS, PCAP_HEADER, START_S, Template, laid_out
from tests.savefiles import NS

SPREAD = 1.0
"""Of the sizes' logarithms: 5 of 100 files are five times as large as the one in the middle, or a fifth of it."""
LEAST_BYTES = 20_000


def mixed(files: int, total_bytes: float) -> list[int]:
    """Sizes that add up to about so much, the same each time."""
    rng = random.Random(7)
    shares = [rng.lognormvariate(0, SPREAD) for _ in range(files)]
    return [max(LEAST_BYTES, round(share / sum(shares) * total_bytes)) for share in shares]


def write_files(folder: Path, sizes: Sequence[int]) -> int:
    """Captures of about these sizes, one after the other in time, a frame in one of them alone; their bytes."""
    folder.mkdir(parents=True)
    template = Template(laid_out(segments=3, vip_share=0.5)[0], pcapng=False)
    block, at, written = 0, 0, 0
    data = template.at(block)
    for number, size in enumerate(sizes):
        path, left = folder / f"proxy-{number:06}.pcap", size - len(PCAP_HEADER)
        with path.open("wb") as stream:
            stream.write(PCAP_HEADER)
            while left > 0:
                place = min(int(np.searchsorted(template.ends, at + left)), len(template.ends) - 1)
                end = int(template.ends[place])
                data[at:end].tofile(stream)
                left -= end - at
                at = end
                if at == len(data):
                    block, at = block + 1, 0
                    data = template.at(block)
            written += stream.tell()
        # when tcpdump would have closed it: not just now, which extract takes for one that is still being written
        closed = START_S * NS + (block + 1) * BLOCK_NS
        os.utime(path, ns=(closed, closed))
    return written
