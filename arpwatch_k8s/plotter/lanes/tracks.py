"""The tracks of one VIP as lanes of bars: who claimed it, whom each sender used, what the kernel held, who served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.epochs import Epoch
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.plotter.lanes.bars import LEAST_WIDTH, bars_of, owner_bars, pieces_of
from arpwatch_k8s.plotter.lanes.unserved import cut, shades, unserved
from arpwatch_k8s.plotter.records import Bar, BarState, Lane, OwnerLane
from arpwatch_k8s.plotter.setting import Setting
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain

OWNER_HEIGHT: Final = 19.0


def claimed_lane(record: VipRecord, setting: Setting) -> OwnerLane:
    """Who said that the VIP is theirs."""
    return owner_lane(Track.CLAIMED, "claimed", plural(len(record.claims), "claim"), claimed_bars(record, setting))


def claimed_bars(record: VipRecord, setting: Setting) -> tuple[Bar, ...]:
    """Epochs and contests of the track *claimed*."""
    held = record.ownership
    unknown = "nobody has claimed it yet" if held.epochs else "nobody claimed it in this capture"
    return owner_bars(held.epochs, held.contests, setting.scale, setting.styles, unknown)


def used_lanes(record: VipRecord, setting: Setting) -> list[Lane]:
    """Whom each sender believed, the busiest senders first."""
    by_sender = senders(record)
    lanes: list[Lane] = []
    for sender in list(by_sender)[: setting.density.senders]:
        name, mac = setting.inventory.name(sender), mac_text(sender) or "unknown MAC"
        bars = owner_bars(by_sender[sender], (), setting.scale, setting.styles, "not used yet")
        label, note = (f"used by {plain(name)}", f"..{mac[-5:]}") if name else (f"used by {mac}", "")
        lanes.append(owner_lane(Track.USED, label, note, bars, sender=sender))
    return lanes


def senders(record: VipRecord) -> dict[int, list[Epoch]]:
    """Epochs of the track *used* by sender, the busiest first."""
    found: dict[int, list[Epoch]] = {}
    for epoch in record.used:
        found.setdefault(epoch.sender or 0, []).append(epoch)
    return dict(sorted(found.items(), key=lambda item: (-sum(epoch.claims for epoch in item[1]), item[0])))


def kernel_lanes(epochs: Sequence[Epoch], setting: Setting) -> list[Lane]:
    """What the capturing host's kernel said that its neighbor cache held, where a log tells."""
    if not epochs:
        return []
    bars = owner_bars(epochs, (), setting.scale, setting.styles, "not told yet", "no entry")
    return [owner_lane(Track.KERNEL, "kernel", "ip neigh", bars)]


def serving_lane(record: VipRecord, setting: Setting) -> OwnerLane:
    """Who answered SYNs, but for where nobody accepted any."""
    nobody = "nobody answered" if record.attempts else "nobody tried to connect"
    unknown = "no answer yet" if record.serving else nobody
    scale = setting.scale
    pieces = cut(pieces_of(record.serving, (), setting.styles), list(shades(unserved(record), scale.ns(LEAST_WIDTH))))
    bars = tuple(dated(bar, record) for bar in bars_of(pieces, scale, setting.styles, unknown, ""))
    return owner_lane(Track.SERVING, "serving", plural(sum(epoch.claims for epoch in record.serving), "answer"), bars)


def dated(bar: Bar, record: VipRecord) -> Bar:
    """A bar with the first SYN that found nobody, where it says so."""
    if bar.state is not BarState.NOBODY:
        return bar
    first = next((one.tries[0].frame for one in record.attempts.begun_within(bar.start, bar.start) if one.tries), None)
    return replace(bar, frame=first)


def quiet_lane(record: VipRecord, setting: Setting) -> OwnerLane:
    """A VIP among many that nothing happened to, in one lane: who claimed it, or else who served."""
    tried = plural(len(record.attempts), "attempt")
    if record.ownership.epochs or not record.serving:
        return owner_lane(Track.CLAIMED, record.vip, tried, claimed_bars(record, setting))
    return owner_lane(Track.SERVING, record.vip, tried, serving_lane(record, setting).bars)


def owner_lane(track: str, label: str, note: str, bars: tuple[Bar, ...], *, sender: int | None = None) -> OwnerLane:
    """A lane of bars."""
    return OwnerLane(track=track, sender=sender, label=label, note=note, top=0, height=OWNER_HEIGHT, bars=bars)
