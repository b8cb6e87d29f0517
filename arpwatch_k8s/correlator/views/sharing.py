"""Which of many vantages saw frames of the same content: only those are held against each other.

Of thousands of captures that overlap in time nearly all pairs share nothing, and there are millions of pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.evidence.distinct import distinct

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST: Final = 16
"""Earlier vantages with one content that a vantage is held against for it: more hosts than capture at once."""


def sharing(contents: Sequence[NDArray[np.uint64]]) -> list[set[int]]:
    """For each vantage the earlier ones that have a content of its, of each content the last `MOST`; `contents` has a
    number for each row of each."""
    shares: list[set[int]] = [set() for _ in contents]
    own = [distinct(numbers) for numbers in contents]
    if not own:
        return shares
    content = np.concatenate(own)
    vantage = np.repeat(np.arange(len(own)), [len(numbers) for numbers in own])
    order = np.argsort(content, kind="stable")
    content, vantage = content[order], vantage[order]
    for step in range(1, MOST + 1):
        alike = content[step:] == content[:-step]
        if not alike.any():
            break
        pairs = distinct(vantage[step:][alike] * len(own) + vantage[:-step][alike])
        for later, earlier in zip((pairs // len(own)).tolist(), (pairs % len(own)).tolist(), strict=True):
            shares[later].add(earlier)
    return shares
