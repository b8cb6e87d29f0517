"""Epochs and contests as bars of one lane.

Nothing is dropped for being short: a lone short epoch is widened to what can be seen, at the cost of its
neighbors; several in a row become one split bar that says how many it stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, assert_never

from arpwatch_k8s.correlator.ownership.contests import Contest
from arpwatch_k8s.correlator.ownership.epochs import Epoch
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.plotter.records import Bar, BarState, OwnerStyle
from arpwatch_k8s.plotter.scale import TEXT_SIZE, Scale
from arpwatch_k8s.plotter.text import first_fitting
from arpwatch_k8s.wording.counts import plural

LEAST_WIDTH: Final = 2.5
"""Points: the narrowest bar that shows its color in print."""
LABEL_PADDING: Final = 7.0
MOST_STRIPS: Final = 6
"""Owners of one split bar whose strips can still be told apart."""

Styles = Mapping[int, OwnerStyle]


@dataclass(frozen=True, slots=True)
class Piece:
    """A bar in the making; `told`: what its label may be, the longest first, where whoever makes it knows."""

    start: int
    end: int
    state: BarState
    owners: tuple[int, ...]
    count: int
    frame: FrameRef | None = None
    told: tuple[str, ...] = ()


def owner_bars(
    epochs: Iterable[Epoch], contests: Iterable[Contest], scale: Scale, styles: Styles, unknown: str, gap: str = ""
) -> tuple[Bar, ...]:
    """Bars of one track, ordered and disjoint as drawn, over the whole axis; `unknown` labels what has no owner before
    the first, `gap` what has none later.
    """
    return bars_of(pieces_of(epochs, contests, styles), scale, styles, unknown, gap)


def pieces_of(epochs: Iterable[Epoch], contests: Iterable[Contest], styles: Styles) -> list[Piece]:
    """Epochs and contests of one track as pieces."""
    pieces = [Piece(e.start, e.end, BarState.HELD, (e.owner,), 1, e.first_frame) for e in epochs]
    for contest in contests:
        owners, frame = by_style(contest.owners, styles), min(contest.frames, default=None)
        pieces.append(Piece(contest.start, contest.end, BarState.CONTESTED, owners, contest.changes, frame))
    return pieces


def bars_of(pieces: Sequence[Piece], scale: Scale, styles: Styles, unknown: str, gap: str) -> tuple[Bar, ...]:
    """Bars of pieces, the same way."""
    shown = [
        piece
        if scale.start <= piece.start and piece.end <= scale.end
        else replace(piece, start=scale.clipped(piece.start), end=scale.clipped(piece.end))
        for piece in sorted(pieces, key=lambda piece: (piece.start, piece.end))
        if scale.shows(piece.start, piece.end)
    ]
    least = scale.ns(LEAST_WIDTH)
    whole = with_unknown(merge_short(shown, least, styles), scale)
    first = min((piece.start for piece in pieces), default=scale.end)
    return tuple(
        Bar(
            start=piece.start,
            end=piece.end,
            drawn_start=drawn_start,
            drawn_end=drawn_end,
            state=piece.state,
            owners=piece.owners,
            label=bar_label(
                piece, scale.points(drawn_end - drawn_start), styles, unknown if piece.start < first else gap
            ),
            count=piece.count,
            frame=piece.frame,
        )
        for piece, (drawn_start, drawn_end) in zip(whole, drawn(whole, least, scale), strict=True)
    )


def by_style(owners: Iterable[int], styles: Styles) -> tuple[int, ...]:
    """Owners, each once, in the order of their styles: the same node on the same strip everywhere."""
    order = {owner: index for index, owner in enumerate(styles)}
    return tuple(sorted(set(owners), key=lambda owner: order.get(owner, len(order))))


def merge_short(pieces: Sequence[Piece], least: int, styles: Styles) -> list[Piece]:
    """Runs of pieces that are each shorter than `least` and follow each other closer than that, as one
    piece each. What was not seen is no epoch, and stays by itself.
    """
    merged: list[Piece] = []
    run: list[Piece] = []
    for piece in pieces:
        is_short = piece.end - piece.start < least and piece.state is not BarState.UNSURE
        if run and (not is_short or piece.start - run[-1].end >= least):
            merged.append(together(run, styles))
            run = []
        if is_short:
            run.append(piece)
        else:
            merged.append(piece)
    if run:
        merged.append(together(run, styles))
    return merged


def together(run: Sequence[Piece], styles: Styles) -> Piece:
    """A run of short pieces as one; a lone one stays what it is."""
    if len(run) == 1:
        return run[0]
    owners = by_style((owner for piece in run for owner in piece.owners), styles)
    lost = [piece for piece in run if piece.state is BarState.NOBODY]
    if lost:
        count = sum(piece.count for piece in lost)
        return Piece(run[0].start, max(piece.end for piece in run), BarState.PATCHY, owners, count)
    count = sum(piece.count for piece in run)
    return Piece(run[0].start, max(piece.end for piece in run), BarState.MERGED, owners, count, run[0].frame)


def with_unknown(pieces: Sequence[Piece], scale: Scale) -> list[Piece]:
    """The pieces, and unknown ones where there is none, so that they cover the axis."""
    whole: list[Piece] = []
    at = scale.start
    for piece in pieces:
        if piece.start > at:
            whole.append(Piece(at, piece.start, BarState.UNKNOWN, (), 1))
        whole.append(piece)
        at = max(at, piece.end)
    if at < scale.end:
        whole.append(Piece(at, scale.end, BarState.UNKNOWN, (), 1))
    return whole


def drawn(pieces: Sequence[Piece], least: int, scale: Scale) -> list[tuple[int, int]]:
    """Where the pieces are drawn: narrow ones widened to `least` about their middle, and their neighbors moved aside,
    none of them below `least` as long as the axis has room for that.
    """
    needs = [0 if piece.state is BarState.UNKNOWN else least for piece in pieces]
    edges = [scale.start, *(piece.start for piece in pieces[1:]), scale.end]
    for index, (piece, need) in enumerate(zip(pieces, needs, strict=True)):
        if piece.end - piece.start < need:
            middle = (piece.start + piece.end) // 2
            start = max(scale.start, min(middle - need // 2, scale.end - need))
            edges[index : index + 2] = start, start + need
    edges[0] = scale.start
    for index, need in enumerate(needs):
        edges[index + 1] = max(edges[index + 1], edges[index] + need)
    edges[-1] = scale.end
    for index in reversed(range(len(needs))):
        edges[index] = min(edges[index], edges[index + 1] - needs[index])
    if edges[0] < scale.start:
        first, whole = edges[0], scale.end - scale.start
        edges = [scale.start + (edge - first) * whole // (scale.end - first) for edge in edges]
    return list(pairwise(edges))


def bar_label(piece: Piece, points: float, styles: Styles, unknown: str) -> str:
    """The longest of a bar's labels that fits into its width."""
    room = points - LABEL_PADDING
    names = [styles[owner].name for owner in piece.owners if owner in styles]
    both = " and ".join(names) if len(names) <= 2 else f"{len(names):,} nodes"
    match piece.state:
        case BarState.HELD:
            candidates = [styles[piece.owners[0]].short, names[0], styles[piece.owners[0]].tail]
        case BarState.CONTESTED:
            changes = plural(piece.count, "change")
            candidates = [
                f"contested by {both}, {changes}",
                f"contested, {changes}",
                "contested",
                f"{piece.count:,}",
            ]
        case BarState.TOGETHER:
            candidates = [f"{both} at once", "at once"]
        case BarState.MERGED:
            merged = f"{piece.count:,} short epochs merged"
            candidates = [f"{both}: {merged}", merged, f"{piece.count:,} merged", f"{piece.count:,}"]
        case BarState.NOBODY | BarState.UNSURE:
            candidates = list(piece.told)
        case BarState.PATCHY:
            failed = f"{plural(piece.count, 'attempt')} failed"
            candidates = [f"served at times, {failed}", f"at times, {failed}", failed, "at times"]
        case BarState.UNKNOWN:
            candidates = [unknown]
        case _:
            assert_never(piece.state)
    return first_fitting(candidates, room, TEXT_SIZE)
