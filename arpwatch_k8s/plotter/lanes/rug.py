"""Claims as ticks, a lane for each node that claims, called by the program that speaks there where that is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.claims import Claims
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import ARP_ANNOUNCEMENT, ARP_REQUEST, NA, NS, VRRP
from arpwatch_k8s.plotter.lanes.crowd import runs, within
from arpwatch_k8s.plotter.records import Form, Lane, OwnerStyle, RugLane, Tick
from arpwatch_k8s.plotter.scale import LABEL_SIZE, Scale
from arpwatch_k8s.plotter.setting import Setting
from arpwatch_k8s.plotter.text import first_fitting, gutter_room
from arpwatch_k8s.speakers import Speaker
from arpwatch_k8s.wording.plain import plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

RUG_HEIGHT: Final = 17.0
TICK_APART: Final = 1.2
DOT_APART: Final = 4.0
"""Points below which two of a kind are one."""
MOST_APART: Final = 64
"""Nodes in one lane whose claims are told apart; of more, those close together are one tick whosever they are."""
REQUEST: Final = 1
FORMS: Final = tuple(Form)
DOTS: Final = (Form.ANSWER, Form.ASKS, Form.VRRP)


def rug_lanes(record: VipRecord, programs: Mapping[int, str], setting: Setting) -> list[Lane]:
    """Claims, a lane for each node; the nodes with the fewest share the last one where there are many.

    programs: what is known to announce on a node.
    """
    owners, n = np.unique(record.claims["owner"], return_counts=True)
    counts = dict(zip(owners.tolist(), n.tolist(), strict=True))
    ranked = sorted(counts, key=lambda who: (-counts[who], who))
    most = setting.density.claimants
    own = ranked if len(ranked) <= most else ranked[: most - 1]
    lanes: list[Lane] = [
        RugLane(
            label=called(setting.styles[who], programs.get(who), note := f"{counts[who]:,}"),
            note=note,
            top=0,
            height=RUG_HEIGHT,
            owner=who,
            ticks=ticks(record.claims.take(record.claims["owner"] == who), setting.scale),
        )
        for who in setting.styles
        if who in own
    ]
    rest = sorted(set(ranked) - set(own))
    if rest:
        lanes.append(
            RugLane(
                label=f"claims by {len(rest):,} others" if own else f"claims by {len(rest):,} nodes",
                note=f"{sum(counts[who] for who in rest):,}",
                top=0,
                height=RUG_HEIGHT,
                owner=None,
                ticks=ticks(record.claims.take(np.isin(record.claims["owner"], rest)), setting.scale),
            )
        )
    return lanes


def programs_of(record: VipRecord, voices: Iterable[Speaker]) -> dict[int, str]:
    """What speaks for a VIP on each node: one program or several, where of each one family alone must be reckoned
    with.
    """
    found: dict[int, list[tuple[str, ...]]] = {}
    for voice in voices:
        mine = (voice.vip, voice.segment, voice.view) == (record.vip, record.segment, record.view)
        if mine and voice.spoke:
            found.setdefault(voice.owner, []).append(voice.families)
    return {
        owner: plain(" + ".join(sorted({name for one in each for name in one})))
        for owner, each in found.items()
        if all(len(one) == 1 for one in each)
    }


def called(style: OwnerStyle, program: str | None, note: str) -> str:
    """What a node's lane is called: by its program where that is known, with as much of its name as fits beside the
    note.
    """
    before = f"{program} on" if program else "claims by"
    longest = f"{before} {style.name}"
    return first_fitting([longest, f"{before} {style.tail}"], gutter_room(note), LABEL_SIZE) or longest


def ticks(claims: Claims, scale: Scale) -> tuple[Tick, ...]:
    """Ticks of claims in time order, by start."""
    rows = claims.rows[within(claims.times, scale.start, scale.end)]
    form = forms(rows)
    owners, who = np.unique(rows["owner"], return_inverse=True)
    found: list[Tick] = []
    if len(owners) > MOST_APART:
        for number in np.unique(form).tolist():
            found.extend(merged(rows[form == number], FORMS[number], scale))
        return tuple(sorted(found, key=lambda tick: (tick.start, tick.owner, tick.form)))
    for owner, number in sorted(set(zip(who.tolist(), form.tolist(), strict=True))):
        mine = rows[(who == owner) & (form == number)]
        found.extend(merged(mine, FORMS[number], scale))
    return tuple(sorted(found, key=lambda tick: (tick.start, tick.owner, tick.form)))


def merged(rows: NDArray[Any], form: Form, scale: Scale) -> Iterator[Tick]:
    """Ticks of claims of one form, by one owner or by many; they are of the first one's."""
    first = runs(rows["time"], scale.ns(DOT_APART if form in DOTS else TICK_APART))
    last = np.append(first[1:], len(rows)) - 1
    begun, ended = rows[first], rows[last]
    for start, end, owner, capture, frame, count, others in zip(
        begun["time"].tolist(),
        ended["time"].tolist(),
        begun["owner"].tolist(),
        begun["capture"].tolist(),
        begun["frame"].tolist(),
        (last - first + 1).tolist(),
        others_in(rows["owner"], first, last),
        strict=True,
    ):
        yield Tick(
            start=start,
            end=end,
            owner=owner,
            others=others,
            form=form,
            count=count,
            frame=FrameRef(capture, frame),
        )


def others_in(owner: NDArray[np.int64], first: NDArray[np.int64], last: NDArray[np.int64]) -> list[int]:
    """How many owners beside its first each run has."""
    return [
        len(np.unique(owner[begin : end + 1])) - 1 for begin, end in zip(first.tolist(), last.tolist(), strict=True)
    ]


def forms(rows: NDArray[Any]) -> NDArray[np.int64]:
    """How each claim was made, as an index of FORMS."""
    kind = rows["kind"]
    said = (
        (kind == NA, Form.ADVERTISEMENT),
        (kind == VRRP, Form.VRRP),
        ((kind == ARP_ANNOUNCEMENT) & (rows["opcode"] == REQUEST), Form.ANNOUNCEMENT_REQUEST),
        (kind == ARP_ANNOUNCEMENT, Form.ANNOUNCEMENT_REPLY),
        ((kind == ARP_REQUEST) | (kind == NS), Form.ASKS),
    )
    return np.select(
        [where for where, _ in said], [FORMS.index(form) for _, form in said], FORMS.index(Form.ANSWER)
    ).astype(np.int64)
