"""The window: which rows to let go of so that memory stays bounded, without forgetting who owns what.

The newest rows stay, and of the older ones those that today's answers rest on: the first and the last of each owner's
current run on every track, the last word of each node on its own address, and the handshakes of connections that have
not ended.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.ownership.claims import ClaimRows, claims
from arpwatch_k8s.correlator.ownership.runs import runs
from arpwatch_k8s.correlator.ownership.sightings import SightingRows, serving_sightings, used_sightings
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.pairs import distinct_pairs
from arpwatch_k8s.evidence.row import NA, TCP_FIN, TCP_RST, TCP_SYN, TCP_SYNACK, VRRP
from arpwatch_k8s.inventory import Inventory

if TYPE_CHECKING:
    from numpy.typing import NDArray

CAPTURE_SHIFT: Final = 44
"""Frames of one capture have lower numbers than this many bits."""
NAMELESS = Inventory((), {})
"""Every MAC by itself: what belongs together is not yet known when rows are let go of."""


def trimmed(evidence: Evidence, vips: Collection[int], most: int) -> Evidence:
    """At most about `most` rows of `evidence`, which is in time order: half of them the newest."""
    newest = most // 2
    if len(evidence) <= most:
        return evidence
    cut = len(evidence) - newest
    old, kept = evidence.take(np.arange(cut)), np.ones(len(evidence), bool)
    kept[:cut] = anchors(old, vips) | names(old)
    still_open = np.flatnonzero(unfinished(evidence)[:cut])
    kept[still_open[-(most // 4) :]] = True
    spare = np.flatnonzero(kept[:cut])[: -(most // 2) or None]
    if len(spare) and kept[:cut].sum() > most // 2:
        kept[spare] = False
    return evidence.take(kept)


def anchors(old: Evidence, vips: Collection[int]) -> NDArray[np.bool_]:
    """The first and last row of each track's last run."""
    return at_places(old, places(tracks(old, vips)))


def tracks(rows: Evidence, vips: Collection[int]) -> list[ClaimRows | SightingRows]:
    """What some rows show of each track of the VIPs (address codes), every MAC by itself."""
    found: list[ClaimRows | SightingRows] = [claimed.rows for claimed in claims(rows, vips, NAMELESS).values()]
    found += [seen for senders in used_sightings(rows, vips, NAMELESS).values() for seen in senders.values()]
    return found + list(serving_sightings(rows, vips, NAMELESS).values())


def at_places(rows: Evidence, wanted: Iterable[tuple[int, int]]) -> NDArray[np.bool_]:
    """Which rows are at some places, each by capture and frame."""
    numbers = np.array([capture << CAPTURE_SHIFT | frame for capture, frame in wanted], np.int64)
    frames = rows["frame"].astype(np.int64)
    found: NDArray[np.bool_] = np.isin(rows["capture"].astype(np.int64) << CAPTURE_SHIFT | frames, numbers)
    return found


def places(tracks: Collection[ClaimRows | SightingRows]) -> Iterator[tuple[int, int]]:
    """Capture and frame of the first and last row of each track's last two runs."""
    for rows in tracks:
        held = runs(rows)
        for run in range(max(0, len(held) - 2), len(held)):
            for row in (held.first[run], held.last[run]):
                yield int(rows["capture"][row]), int(rows["frame"][row])


def names(old: Evidence) -> NDArray[np.bool_]:
    """The last row of each MAC and address in ARP, neighbor discovery and VRRP."""
    kept = np.zeros(len(old), bool)
    speaking = np.flatnonzero((old["kind"] <= NA) | (old["kind"] == VRRP))
    key = np.stack(
        [
            old["eth_src"][speaking].astype(np.int64),
            old["sender_ip"][speaking],
            old["ip_src"][speaking],
            old["kind"][speaking],
        ]
    )
    _, last = np.unique(key[:, ::-1], axis=1, return_index=True)
    kept[speaking[len(speaking) - 1 - last]] = True
    return kept


def unfinished(rows: Evidence) -> NDArray[np.bool_]:
    """SYNs and SYN-ACKs of connections without a FIN or RST."""
    kind = rows["kind"]
    tcp = (kind >= TCP_SYN) & (kind <= TCP_RST)
    ids = by_ends(rows)
    ended = np.zeros(int(ids.max()) + 1 if len(ids) else 0, bool)
    ended[ids[(kind == TCP_FIN) | (kind == TCP_RST)]] = True
    opening: NDArray[np.bool_] = tcp & ((kind == TCP_SYN) | (kind == TCP_SYNACK)) & ~ended[ids]
    return opening


def by_ends(rows: Evidence) -> NDArray[np.int64]:
    """A number for each row that those of the same two addresses and ports have, whichever way they go."""
    low = np.minimum(rows["ip_src"], rows["ip_dst"]).astype(np.int64) << 32
    high = np.maximum(rows["ip_src"], rows["ip_dst"]).astype(np.int64) << 32
    forth = rows["ip_src"] <= rows["ip_dst"]
    first = low | np.where(forth, rows["sport"], rows["dport"])
    second = high | np.where(forth, rows["dport"], rows["sport"])
    return distinct_pairs(first, second)[1]
