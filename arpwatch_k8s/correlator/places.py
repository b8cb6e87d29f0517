"""The places that are looked at: VIPs on segments. Of very many, those that most is seen of.

Tags of VLANs and their stacks are the sender's to choose: frames for one VIP can be on as many segments as there are
frames, and each would be judged by every rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set, Sized
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.ownership.sightings import Key
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.pairs import pair_counts
from arpwatch_k8s.evidence.row import ICMP_REDIRECT, NA
from arpwatch_k8s.evidence.segment import segments

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_OF_ONE: Final = 64
"""Segments on which one VIP is looked at. Ours: an address is routed to one, or to one of each tenant."""
MOST: Final = 4_096
"""Places in all: twice the VIPs that a run can look at."""


def most_telling(keys: Set[Key], seen: Sequence[Mapping[Key, Sized]]) -> tuple[list[Key], int]:
    """The places that are looked at, and how many others there are; `seen`: what is seen of each, by sort. Where they
    are too many, those with the most sorts come first, then those with the most of it."""

    def rank(key: Key) -> tuple[int, int, Key]:
        amounts = [len(sort[key]) for sort in seen if key in sort]
        return -len(amounts), -sum(amounts), key

    kept: list[Key] = []
    of_one: Counter[int] = Counter()
    for key in sorted(keys, key=rank):
        if of_one[key[0]] < MOST_OF_ONE and len(kept) < MOST:
            of_one[key[0]] += 1
            kept.append(key)
    return kept, len(keys) - len(kept)


def named_on_link(evidence: Evidence, vips: NDArray[np.int32]) -> set[Key]:
    """VIPs (codes) that ARP, neighbor discovery or a redirect to the address itself names, and on which segments."""
    resolving = evidence["kind"] <= NA
    to_itself = (evidence["kind"] == ICMP_REDIRECT) & (evidence["gateway"] == evidence["quoted_dst"])
    keys: set[Key] = set()
    for which, column in ((resolving, "sender_ip"), (resolving, "target_ip"), (to_itself, "gateway")):
        rows = evidence.take(which & np.isin(evidence[column], vips))
        index, those = segments(rows)
        keys |= {(code, those[number]) for code, number, _ in pair_counts(rows[column], index)}
    return keys
