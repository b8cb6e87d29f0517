"""The speakers of each VIP: voices, weighed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.views.merging import View
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import VRRP
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.speakers.match import candidates, parts
from arpwatch_k8s.speakers.signature import WORDS, Form
from arpwatch_k8s.speakers.speaker import Speaker
from arpwatch_k8s.speakers.voice import Voice, scenes, voices
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import plural, times

MOST_FRAMES: Final = 24
"""Frames that a speaker names: the first ones."""


def speakers(
    records: Sequence[VipRecord], views: Sequence[View], inventory: Inventory, start: int, end: int
) -> tuple[Speaker, ...]:
    """The speakers of each record, those of one record in order of their first frame; `start`, `end` of the capture in
    ns UTC."""
    spots = [{record.segment for record in records if record.view == number} for number in range(len(views))]
    places = [scenes(view.evidence, inventory, wanted) for view, wanted in zip(views, spots, strict=True)]
    ranked: list[Speaker] = []
    for record in records:
        scene = places[record.view].get(record.segment)
        if scene is None:
            continue
        of_record = [speaker for voice in voices(record, scene, start, end) for speaker in spoken(voice)]
        ranked += sorted(of_record, key=lambda speaker: (speaker.frames, speaker.mac, speaker.owner))
    return tuple(ranked)


def spoken(voice: Voice) -> Iterator[Speaker]:
    """The programs that a voice is of: one, unless several announce from one MAC."""
    several = parts(voice)
    for part in several:
        alone = len(several) == 1
        rows = frames_used(part, alone=alone)
        events = part.events
        yield Speaker(
            vip=voice.record.vip,
            segment=voice.record.segment,
            view=voice.record.view,
            mac=voice.mac,
            owner=voice.owner,
            candidates=candidates(part, alone=alone),
            announcements=int(events["frames"].sum()),
            times=events["time"].copy(),
            adverts=part.listed,
            asked=len(part.asked),
            answered=len(part.answered),
            facts=tuple(facts(part, alone=alone)),
            frames=rows,
        )


def frames_used(voice: Voice, *, alone: bool) -> tuple[FrameRef, ...]:
    """Frames that a voice was judged by: announcements with the second half of pairs; where it is alone, the first of
    its questions, its answers and its answers to rivals, too."""
    rows = [voice.events["row"][:MOST_FRAMES]]
    pairs = voice.events["row"][voice.events["frames"] > 1][:MOST_FRAMES]
    announced = np.flatnonzero(voice.claims["announces"])
    rows.append(announced[np.searchsorted(announced, pairs) + 1] if len(pairs) else pairs)
    if alone or not len(voice.events):
        rows += [some[:2] for some in (voice.asked, voice.rivals, voice.answered)]
    index = distinct(np.concatenate(rows).astype(np.int64))
    chosen = index if len(index) else np.arange(min(2, len(voice.claims)))
    return tuple(voice.claims.take(chosen[:MOST_FRAMES]).frames())


def facts(voice: Voice, *, alone: bool) -> Iterator[str]:
    """What was seen of a voice, in words."""
    events = voice.events
    values, counts = np.unique(events["form"], return_counts=True)
    for value, n in zip(values.tolist(), counts.tolist(), strict=True):
        yield f"{plural(n, 'announcement')} {WORDS[Form(value)]}"
    gaps = np.diff(events["time"])
    if len(gaps):
        usual = float(np.median(gaps))
        yield f"{usual / NS:.2f} s apart (median)" if usual >= NS / 100 else f"{usual / 1e6:.2f} ms apart (median)"
    if voice.listed:
        yield f"{voice.listed} VRRP advertisements for the address"
    if voice.among_others:
        yield "its other addresses at the same instant"
    if voice.probed:
        yield "probed for the address before"
    if not alone:
        return
    if not len(events) and not voice.listed:
        unshown = int(np.count_nonzero(voice.claims["announces"] & (voice.claims["kind"] != VRRP)))
        yield f"{plural(unshown, 'announcement')}, whose form is not printed" if unshown else "no announcement"
    if len(voice.asked):
        yield f"asked {times(len(voice.asked))} in the address's name: its kernel owns it"
    if len(voice.rivals):
        yield f"answered announcements of others {times(len(voice.rivals))}"
    padded = voice.unpadded and bool((voice.claims["length"][voice.answered] >= 60).any())
    if len(voice.answered):
        how = ", padded by the sender itself" if padded else ""
        told = f", {voice.unasked:,} of them to no question in the capture" if voice.unasked else ""
        yield f"answered {times(len(voice.answered))}{told}{how}"
