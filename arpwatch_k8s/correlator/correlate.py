"""From evidence to one record a VIP and segment: who owned it, what was tried, what hurt."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections, connections
from arpwatch_k8s.correlator.cost.incidents import Incident, incidents
from arpwatch_k8s.correlator.cost.outages import Outage, outages
from arpwatch_k8s.correlator.cost.quality import Quality, around, quality
from arpwatch_k8s.correlator.cost.rates import MINUTE, Rate, minutes, rates
from arpwatch_k8s.correlator.cost.symptom import Symptom
from arpwatch_k8s.correlator.cost.symptoms import asked_in_vain, in_time, placed, symptoms
from arpwatch_k8s.correlator.ownership.claims import NO_CLAIMS, Claims, claims
from arpwatch_k8s.correlator.ownership.epochs import (
    NO_QUESTIONS,
    SIGHTING,
    Epoch,
    Flapping,
    Ownership,
    claimed,
    flapping,
    track,
)
from arpwatch_k8s.correlator.ownership.hosts import Host, capturing_hosts, own_codes
from arpwatch_k8s.correlator.ownership.neighbor import Neighbor, neighbor
from arpwatch_k8s.correlator.ownership.questions import Unanswered, questions, unanswered
from arpwatch_k8s.correlator.ownership.sightings import Key, by_key, serving_sightings, used_sightings
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.correlator.scene import Scene
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.pairs import pair_counts
from arpwatch_k8s.evidence.row import ICMP_REDIRECT, NA
from arpwatch_k8s.evidence.segment import Segment, segments
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray

NO_MINUTES: Final = np.zeros(0, MINUTE)
NO_SIGHTINGS: Final = np.zeros(0, SIGHTING)


@dataclass(frozen=True, slots=True, kw_only=True)
class VipRecord:
    """All that was correlated about one VIP on one segment. `vip` is text, `code` its number in the evidence.

    view: the capture, or the captures merged, that it was seen in, as an index of the result's views; on_link: ARP,
    neighbor discovery, or a redirect to the address itself names it here; where none does, a router may stand between;
    hosts: those that captured the segment; asked: who asked for the VIP, as `QUESTION` records; answers: who answered
    SYNs, as `SIGHTING` records; qualities: of each handover; neighbor: what the capturing host's cache may have held,
    None where that host cannot be told; kernel: what its kernel said it held; symptoms_left: how many more symptoms
    there were than are kept; minutes: `MINUTE` records.
    """

    vip: str
    code: int
    segment: Segment
    view: int = 0
    on_link: bool
    hosts: tuple[Host, ...] = ()
    claims: Claims
    ownership: Ownership
    qualities: tuple[Quality, ...] = ()
    used: tuple[Epoch, ...]
    serving: tuple[Epoch, ...]
    used_flapping: tuple[Flapping, ...] = ()
    neighbor: Neighbor | None = None
    kernel: tuple[Epoch, ...] = ()
    asked: NDArray[Any] = field(default_factory=lambda: NO_QUESTIONS)
    unanswered: tuple[Unanswered, ...] = ()
    answers: NDArray[Any]
    connections: Connections
    symptoms: tuple[Symptom, ...]
    symptoms_left: int = 0
    outages: tuple[Outage, ...] = ()
    rates: tuple[Rate, ...] = ()
    minutes: NDArray[Any] = field(default_factory=lambda: NO_MINUTES)
    incidents: tuple[Incident, ...] = ()

    @property
    def epochs(self) -> tuple[Epoch, ...]:
        """Epochs of all tracks."""
        return self.ownership.epochs + self.used + self.serving + self.kernel

    @property
    def flapping(self) -> tuple[Flapping, ...]:
        """Spans in which the claimed or a used owner changed too often."""
        return self.ownership.flapping + self.used_flapping

    def sees_all_of(self, sender: int) -> bool:
        """Whether all that a sender (MAC) sent to the VIP is in the capture, which was then taken at that host."""
        return any(host.mac == sender for host in self.hosts)

    def served_by(self, owner: int, port: int, inventory: Inventory) -> Connections:
        """The connections to a port whose SYN an owner answered."""
        answered = self.connections.where(
            (self.connections.column("answer_event") >= 0) & (self.connections.column("vip_port") == port)
        )
        owners = inventory.owners(answered.column("answer_mac"), answered.column("answer_time"), self.segment)
        return answered.where(owners == owner)

    @property
    def attempts(self) -> Connections:
        """Connections whose beginning was seen: the exposure of every failure rate."""
        return self.connections.attempts

    @property
    def failed(self) -> Connections:
        """Attempts that failed by no doing of the client."""
        return self.connections.failed

    def outcomes(self) -> dict[str, int]:
        """Connections by outcome, partial ones included."""
        return self.connections.outcomes()


def correlate(scene: Scene, *, kernel: Mapping[str, tuple[Epoch, ...]] | None = None) -> tuple[VipRecord, ...]:
    """Records of a scene's VIPs; `kernel`: epochs of the track *kernel* by address text, which belong where the
    capturing host uses the VIP."""
    evidence, vips, inventory = scene.evidence, scene.vips, scene.inventory
    attempts = connections(evidence, vips, scene.end, scene.thresholds, scene.flows)
    found = symptoms(evidence, vips, attempts)
    hurt: dict[Key, list[Symptom]] = {}
    for symptom in found.kept:
        hurt.setdefault((symptom.vip, symptom.segment), []).append(symptom)
    seen = Seen(
        told=claims(evidence, vips, inventory),
        asked=questions(evidence, vips),
        used=used_sightings(evidence, vips, inventory),
        serving=serving_sightings(evidence, vips, inventory, attempts),
        tried=by_key(attempts),
        none=attempts.where(np.zeros(len(attempts), bool)),
        hurt=hurt,
        hurt_left=found.left,
        named=named_on_link(evidence, vips),
    )
    keys = seen.keys()
    hosts = capturing_hosts(evidence, scene.vantages, vips) if keys else {}
    home = kernel_home(keys, seen.used, hosts)

    def listed(key: Key) -> tuple[Epoch, ...]:
        text = evidence.addresses.text(key[0]) or ""
        return (kernel or {}).get(text, ()) if home.get(key[0]) == key[1] else ()

    order = sorted(keys, key=lambda key: (evidence.addresses.number(key[0]), key[1]))
    return tuple(record_of(key, seen, scene, hosts.get(key[1], ()), listed(key)) for key in order)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What was seen of each VIP on each segment."""

    told: dict[Key, Claims]
    asked: dict[Key, NDArray[Any]]
    used: dict[Key, dict[int, NDArray[Any]]]
    serving: dict[Key, NDArray[Any]]
    tried: dict[Key, Connections]
    none: Connections
    hurt: dict[Key, list[Symptom]]
    hurt_left: int
    named: set[Key]

    def keys(self) -> set[Key]:
        """All VIPs and segments that a record is made of; a question alone makes one where nothing else does."""
        shown = self.told.keys() | self.tried.keys() | self.hurt.keys() | self.used.keys() | self.serving.keys()
        known = {vip for vip, _ in shown}
        return shown | {key for key in self.asked if key[0] not in known}


def record_of(key: Key, seen: Seen, scene: Scene, hosts: tuple[Host, ...], kernel: tuple[Epoch, ...]) -> VipRecord:
    """The record of one VIP on one segment, which `hosts` captured; `kernel`: what their kernel said it held."""
    evidence, inventory, end, limits = scene.evidence, scene.inventory, scene.end, scene.thresholds
    code, segment = key
    tried = seen.tried.get(key, seen.none)
    said, here = seen.told.get(key, NO_CLAIMS), seen.asked.get(key, NO_QUESTIONS)
    senders, served = seen.used.get(key, {}), seen.serving.get(key, NO_SIGHTINGS)
    ownership = claimed(said, end, limits, here)
    by_sender = {sender: track(rows, Track.USED, sender, end) for sender, rows in senders.items()}
    used = tuple(epoch for epochs in by_sender.values() for epoch in epochs)
    serving = track(served, Track.SERVING, None, end)
    near = around(senders.values(), served, tried, ownership.handovers, inventory, segment)
    host = max(hosts, key=lambda host: len(senders.get(host.mac, ())), default=None)
    cache = None
    if host is not None:
        own = own_codes(evidence, host.mac, scene.vips)
        cache = neighbor(said, here, senders.get(host.mac, NO_SIGHTINGS), end, limits, host=host, addresses=own)
    epochs = ownership.epochs + used + serving + kernel
    vain = unanswered(said, here, {host.mac for host in hosts}, limits)
    lost = outages(tried, end)
    hurt = in_time([*seen.hurt.get(key, ()), *asked_in_vain(vain, code, segment)])
    return VipRecord(
        vip=evidence.addresses.text(code) or "",
        code=code,
        segment=segment,
        view=scene.view,
        on_link=key in seen.named,
        hosts=hosts,
        claims=said,
        ownership=ownership,
        qualities=tuple(quality(handover, near, limits) for handover in ownership.handovers),
        used=used,
        serving=serving,
        used_flapping=tuple(spell for epochs in by_sender.values() for spell in unsteady(epochs, limits)),
        neighbor=cache,
        kernel=kernel,
        asked=here,
        unanswered=tuple(vain),
        answers=served,
        connections=tried,
        symptoms=placed(hurt, epochs, ownership.contests, cache),
        symptoms_left=seen.hurt_left,
        outages=lost,
        rates=rates(tried, epochs, ownership.contests, lost),
        minutes=minutes(tried, ownership.epochs),
        incidents=incidents(tried, ownership.contests, ownership.handovers, lost, limits),
    )


def unsteady(epochs: Sequence[Epoch], limits: Thresholds) -> Iterator[Flapping]:
    """Where a sender changed too often whom it used; `epochs` are one sender's."""
    if epochs:
        times = np.array([epoch.start for epoch in epochs[1:]], np.int64)
        yield from flapping(times, limits, name=Track.USED, sender=epochs[0].sender)


def kernel_home(
    keys: Collection[Key],
    used: Mapping[Key, Mapping[int, NDArray[Any]]],
    hosts: Mapping[Segment, Sequence[Host]],
) -> dict[int, Segment]:
    """The segment of each VIP where the capturing host uses it most: what its kernel says of the VIP is about that."""
    weight = {
        key: sum(len(used.get(key, {}).get(host.mac, ())) for host in hosts.get(key[1], ())) for key in sorted(keys)
    }
    return {vip: segment for (vip, segment), _ in sorted(weight.items(), key=lambda item: item[1])}


def named_on_link(evidence: Evidence, vips: Sequence[int]) -> set[Key]:
    """VIPs that ARP, neighbor discovery or a redirect to the address itself names, and on which segments."""
    wanted = np.array(sorted(vips), np.int32)
    told = evidence["kind"] <= NA
    to_itself = (evidence["kind"] == ICMP_REDIRECT) & (evidence["gateway"] == evidence["quoted_dst"])
    found: set[Key] = set()
    for which, column in ((told, "sender_ip"), (told, "target_ip"), (to_itself, "gateway")):
        rows = evidence.take(which & np.isin(evidence[column], wanted))
        index, those = segments(rows)
        found |= {(code, those[number]) for code, number, _ in pair_counts(rows[column], index)}
    return found
