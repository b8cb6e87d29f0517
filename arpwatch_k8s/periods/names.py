"""What names nodes, of all windows together: which MAC has which address is said once in a month, and holds for all.

Of rows that say the same (the same kind, of the same MACs and addresses) the first few and the last few are kept: who
uses an address often is told from who did once, and from when to when a MAC was heard stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.pairs import pair_numbers
from arpwatch_k8s.evidence.row import ICMP_REDIRECT, ICMP_UNREACHABLE, NA, VRRP
from arpwatch_k8s.evidence.table import compact, gather

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

ALIKE: Final = ("kind", "eth_src", "sender_mac", "sender_ip", "target_mac", "target_ip", "ip_src", "ttl")
"""What rows have in common that say the same of names."""
FEW: Final = 8
"""Rows of one sort from either end. Ours: of two addresses the one more used is told apart by sixteen."""
MOST: Final = 100_000
"""Rows in all, the first and the last."""
MANY: Final = 4
"""Times as many rows as that are put together at once."""


def naming(rows: Evidence) -> Evidence:
    """Those of rows in time order that say what there is to be said of names."""
    kind = rows["kind"]
    telling = (kind <= NA) | (kind == VRRP) | (kind == ICMP_UNREACHABLE) | (kind == ICMP_REDIRECT)
    kept = few_of_each(rows.take(telling), [rows[name][telling] for name in ALIKE])
    kept = np.flatnonzero(telling)[kept]
    ends = ends_of_each(rows["eth_src"])
    places = np.unique(np.concatenate([kept, ends]))
    half = MOST // 2
    places = places if len(places) <= MOST else np.concatenate([places[:half], places[-half:]])
    return compact(rows.take(places))


def together(parts: Iterable[Evidence]) -> Evidence:
    """What several windows say of names."""
    held: list[Evidence] = []
    for part in parts:
        held.append(part)
        if sum(map(len, held)) > MANY * MOST:
            held = [naming(gather(held))]
    return naming(gather(held))


def few_of_each(rows: Evidence, columns: list[NDArray[Any]]) -> NDArray[np.int64]:
    """The places of the first few and the last few rows of each sort, rising."""
    sort: NDArray[np.int64] = np.zeros(len(rows), np.int64)
    for column in columns:
        sort = pair_numbers(sort, np.unique(column, return_inverse=True)[1].reshape(-1))
    order = np.argsort(sort, kind="stable")
    ranked = sort[order]
    first, count = np.unique(ranked, return_index=True, return_counts=True)[1:]
    from_first = np.arange(len(order)) - np.repeat(first, count)
    to_last = np.repeat(count, count) - from_first - 1
    return np.sort(order[(from_first < FEW) | (to_last < FEW)])


def ends_of_each(macs: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Where each MAC stands first and last."""
    _, first = np.unique(macs, return_index=True)
    _, last = np.unique(macs[::-1], return_index=True)
    return np.concatenate([first, len(macs) - 1 - last]).astype(np.int64)
