"""The track *cluster* of one VIP: a lane for each program's word on it, two nodes at once as a split bar.

Nodes that no MAC is known of have a number of their own, so that they have a color, too. What nobody took back is drawn
up to the next one's word once it is not heard any more: it would look like two at once otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.correlator.testimony.believed import ClusterEpoch, Voice, shown_until
from arpwatch_k8s.plotter.lanes.bars import Piece, bars_of, by_style
from arpwatch_k8s.plotter.lanes.owners import natural
from arpwatch_k8s.plotter.lanes.tracks import owner_lane
from arpwatch_k8s.plotter.records import BarState, Lane
from arpwatch_k8s.plotter.setting import Setting
from arpwatch_k8s.wording.plain import plain

BY_NAME: Final = 1 << 61
"""Set in the number of a node that is known by its name alone; no MAC has it."""
NOTES: Final = {Voice.LOG: "logs", Voice.LEASE: "lease", Voice.OBJECT: "objects"}


def named_nodes(epochs: Iterable[ClusterEpoch]) -> dict[str, int]:
    """The numbers of nodes that are known by their names alone, in the order of these."""
    names = {epoch.node for epoch in epochs if epoch.owner is None}
    return {name: BY_NAME | place for place, name in enumerate(sorted(names, key=natural))}


def cluster_lanes(epochs: Sequence[ClusterEpoch], setting: Setting) -> list[Lane]:
    """Lanes of one VIP's epochs, in their order."""
    lanes: list[Lane] = []
    for (program, voice), group in groupby(epochs, key=lambda epoch: (epoch.program, epoch.voice)):
        pieces = list(pieces_of(list(group), setting))
        bars = bars_of(pieces, setting.scale, setting.styles, "not told yet", "nobody, as told")
        lanes.append(owner_lane(Track.CLUSTER, f"cluster: {plain(program)}", NOTES[voice], bars))
    return lanes


def pieces_of(epochs: Sequence[ClusterEpoch], setting: Setting) -> Iterator[Piece]:
    """Stretches of time with those who are said to hold it throughout; in order, and disjoint."""
    turns: list[tuple[int, int, int]] = []
    for epoch, end in zip(epochs, shown_until(epochs), strict=True):
        owner = number(epoch, setting.by_name)
        turns += [(epoch.start, 1, owner), (max(end, epoch.start + 1), -1, owner)]
    turns.sort()
    holding: Counter[int] = Counter()
    since = 0
    for time, group in groupby(turns, key=lambda turn: turn[0]):
        if holding and time > since:
            state = BarState.HELD if len(holding) == 1 else BarState.TOGETHER
            yield Piece(since, time, state, by_style(holding, setting.styles), 1)
        for _, change, owner in group:
            holding[owner] += change
            if not holding[owner]:
                del holding[owner]
        since = time


def number(epoch: ClusterEpoch, by_name: Mapping[str, int]) -> int:
    """The number that a node's style is under."""
    return by_name[epoch.node] if epoch.owner is None else epoch.owner
