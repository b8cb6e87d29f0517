"""From evidence to one record a VIP and segment: who owned it, what was tried, what hurt."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.askers import by_routers, macs
from arpwatch_k8s.correlator.connections.connections import Connections, connections
from arpwatch_k8s.correlator.cost.incidents import Incident, incidents
from arpwatch_k8s.correlator.cost.outages import Outage, outages
from arpwatch_k8s.correlator.cost.quality import Quality, around, quality
from arpwatch_k8s.correlator.cost.rates import MINUTE, MinuteRows, Rate, minutes, rates
from arpwatch_k8s.correlator.cost.symptom_table import NO_SYMPTOMS, Symptoms
from arpwatch_k8s.correlator.cost.symptoms import placed, symptoms, with_questions
from arpwatch_k8s.correlator.ownership.claims import NO_CLAIMS, Claims
from arpwatch_k8s.correlator.ownership.echoes import without_echoes
from arpwatch_k8s.correlator.ownership.epochs import Epoch, sighted_epochs
from arpwatch_k8s.correlator.ownership.flapping import Flapping, unsteady
from arpwatch_k8s.correlator.ownership.hosts import Host, own_codes
from arpwatch_k8s.correlator.ownership.neighbor import Neighbor, neighbor
from arpwatch_k8s.correlator.ownership.ownership import Ownership, ownership_of
from arpwatch_k8s.correlator.ownership.questions import (
    NO_QUESTIONS,
    QuestionRows,
    Unanswered,
    in_turn,
    unanswered,
)
from arpwatch_k8s.correlator.ownership.sightings import (
    NO_SIGHTINGS,
    Key,
    SightingRows,
    by_key,
    with_refusals,
)
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.correlator.places import most_telling
from arpwatch_k8s.correlator.scene import Scene
from arpwatch_k8s.correlator.shown import shown_by
from arpwatch_k8s.evidence.row import NA
from arpwatch_k8s.evidence.segment import Segment, segments
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.meanwhile import begun

if TYPE_CHECKING:
    from numpy.typing import NDArray

NO_MINUTES: Final = np.zeros(0, MINUTE)
NO_PLACES: Final = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class VipRecord:
    """All that was correlated about one VIP on one segment."""

    vip: str
    """The VIP, as text."""
    code: int
    """Its code in the evidence."""
    segment: Segment
    """Where it was seen."""
    view: int = 0
    """The capture, or the captures merged, that it was seen in: an index of the result's views."""
    end: int = 0
    """The last time seen of it, ns UTC: that of its view; 0 where that is not known."""
    on_link: bool
    """Whether ARP, neighbor discovery or a redirect to the address itself names it here; a router may stand between
    where none does."""
    shows_arp: bool = False
    """Whether ARP or neighbor discovery of the segment is in the capture at all."""
    hosts: tuple[Host, ...] = ()
    """The hosts that captured the segment."""
    echoes: Mapping[int, int] = field(default_factory=dict)
    """MACs whose claims are left out, as they repeat those of another MAC."""
    claims: Claims
    """Who said that the VIP is theirs."""
    ownership: Ownership
    """What follows from that."""
    qualities: tuple[Quality, ...] = ()
    """How each handover of `ownership` went."""
    used: tuple[Epoch, ...]
    """Whom each sender used: epochs, sender by sender."""
    serving: tuple[Epoch, ...]
    """Who answered SYNs, in order."""
    used_flapping: tuple[Flapping, ...] = ()
    """Spans in which a sender changed too often whom it used."""
    neighbor: Neighbor | None = None
    """What the capturing host's cache may have held; None where that host cannot be told."""
    kernel: tuple[Epoch, ...] = ()
    """What its kernel said that it held."""
    asked: QuestionRows = field(default_factory=lambda: NO_QUESTIONS)
    """Who asked for the VIP."""
    replies: tuple[NDArray[np.int64], NDArray[np.int64]] = field(default_factory=lambda: (NO_PLACES, NO_PLACES))
    """Claims that answer a question (places in `claims`), and the question of each (a place in `asked`); by question,
    then in order of time."""
    unanswered: tuple[Unanswered, ...] = ()
    """Questions of the capturing hosts that nobody answered."""
    answers: SightingRows
    """Who answered SYNs, time by time."""
    connections: Connections
    """What was tried, partial ones included."""
    symptoms: Symptoms
    """Frames that hurt or warn, in time order."""
    symptoms_left: int = 0
    """How many more there were than are kept, of all VIPs."""
    places_left: int = 0
    """How many more segments VIPs were seen on than are looked at, of all VIPs."""
    outages: tuple[Outage, ...] = ()
    """Spans in which nobody accepted a connection, in order."""
    rates: tuple[Rate, ...] = ()
    """Failures, by track and owner."""
    minutes: MinuteRows = field(default_factory=lambda: NO_MINUTES)
    """Failures, by minute and owner."""
    incidents: tuple[Incident, ...] = ()
    """What failed, fought and moved close together, in order."""

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
    with begun(shown_by, scene, rows=len(evidence)) as ahead:
        attempts = connections(evidence, vips, scene.end, scene.thresholds, scene.flows)
        hurt = symptoms(evidence, vips, attempts)
    shown = ahead()
    seen = Seen(
        claims=shown.claims,
        asked=shown.asked,
        used=shown.used,
        serving=with_refusals(shown.answered, attempts, inventory),
        connections=by_key(attempts),
        none=attempts.where(np.zeros(len(attempts), bool)),
        symptoms=hurt.by_place(),
        symptoms_left=hurt.left,
        on_link=shown.on_link,
        with_arp=frozenset(segments(evidence.take(evidence["kind"] <= NA))[1]),
    )
    keys, left = seen.places()
    hosts = shown.hosts if keys else {}
    home = kernel_home(keys, seen.used, hosts)

    def listed(key: Key) -> tuple[Epoch, ...]:
        text = evidence.addresses.text(key[0]) or ""
        return (kernel or {}).get(text, ()) if home.get(key[0]) == key[1] else ()

    order = sorted(keys, key=lambda key: (evidence.addresses.number(key[0]), key[1]))
    records = (record_of(key, seen, scene, hosts.get(key[1], ()), listed(key)) for key in order)
    return tuple(replace(record, places_left=left) if left else record for record in records)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What was seen of each VIP on each segment."""

    claims: dict[Key, Claims]
    """Who said that it is theirs."""
    asked: dict[Key, QuestionRows]
    """Who asked for it."""
    used: dict[Key, dict[int, SightingRows]]
    """Whom each sender (by its MAC) used."""
    serving: dict[Key, SightingRows]
    """Who answered SYNs."""
    connections: dict[Key, Connections]
    """What was tried."""
    none: Connections
    """No connection, of the same source."""
    symptoms: dict[Key, Symptoms]
    """Frames that hurt or warn."""
    symptoms_left: int
    """How many more there were than are kept."""
    on_link: set[Key]
    """Those that ARP, neighbor discovery or a redirect names."""
    with_arp: frozenset[Segment]
    """The segments of which ARP or neighbor discovery is seen."""

    def places(self) -> tuple[list[Key], int]:
        """The VIPs and segments that a record is made of, and how many there are beside them; a question alone makes
        one where nothing else does."""
        sorts = (self.claims, self.connections, self.symptoms, self.used, self.serving)
        shown = set().union(*sorts)
        known = {vip for vip, _ in shown}
        return most_telling(shown | {key for key in self.asked if key[0] not in known}, (*sorts, self.asked))


def record_of(key: Key, seen: Seen, scene: Scene, hosts: tuple[Host, ...], kernel: tuple[Epoch, ...]) -> VipRecord:
    """The record of one VIP on one segment, which `hosts` captured; `kernel`: what their kernel said it held."""
    code, segment = key
    end, limits = scene.end, scene.thresholds
    tried = seen.connections.get(key, seen.none)
    claimed, repeated = without_echoes(seen.claims.get(key, NO_CLAIMS))
    asked, served = seen.asked.get(key, NO_QUESTIONS), seen.serving.get(key, NO_SIGHTINGS)
    senders = seen.used.get(key, {})
    ownership = ownership_of(claimed, end, limits, asked)
    by_sender = {sender: sighted_epochs(rows, Track.USED, sender, end) for sender, rows in senders.items()}
    used = tuple(epoch for epochs in by_sender.values() for epoch in epochs)
    serving = sighted_epochs(served, Track.SERVING, None, end)
    near = around(senders.values(), served, tried, ownership.handovers, scene.inventory, segment)
    cache = cache_of(hosts, claimed, asked, senders, scene)
    epochs, lost = ownership.epochs + used + serving + kernel, outages(tried, end)
    hurt = seen.symptoms.get(key, NO_SYMPTOMS)
    plain = asked[~by_routers(asked, epochs, hurt, hosts, scene.inventory, segment)]
    vain = unanswered(claimed, plain, macs(hosts), limits, {sender: rows["time"] for sender, rows in senders.items()})
    return VipRecord(
        vip=scene.evidence.addresses.text(code) or "",
        code=code,
        segment=segment,
        view=scene.view,
        end=end,
        on_link=key in seen.on_link,
        shows_arp=segment in seen.with_arp,
        hosts=hosts,
        claims=claimed,
        echoes=repeated,
        ownership=ownership,
        qualities=tuple(quality(handover, near, limits) for handover in ownership.handovers),
        used=used,
        serving=serving,
        used_flapping=tuple(span for epochs in by_sender.values() for span in unsteady(epochs, limits)),
        neighbor=cache,
        kernel=kernel,
        asked=asked,
        replies=in_turn(claimed, asked, limits),
        unanswered=tuple(vain),
        answers=served,
        connections=tried,
        symptoms=placed(with_questions(hurt, vain, code, segment), epochs, ownership.contests, cache),
        symptoms_left=seen.symptoms_left,
        outages=lost,
        rates=rates(tried, epochs, ownership.contests, lost),
        minutes=minutes(tried, ownership.epochs),
        incidents=incidents(tried, ownership.contests, ownership.handovers, lost, limits),
    )


def cache_of(
    hosts: Sequence[Host], claimed: Claims, asked: QuestionRows, senders: Mapping[int, SightingRows], scene: Scene
) -> Neighbor | None:
    """What the neighbor cache of the capturing host that used the VIP most may have held; None where none is known."""
    host = max(hosts, key=lambda host: len(senders.get(host.mac, ())), default=None)
    if host is None:
        return None
    own = own_codes(scene.evidence, host.mac, scene.vips)
    used = senders.get(host.mac, NO_SIGHTINGS)
    return neighbor(claimed, asked, used, scene.end, scene.thresholds, host=host, addresses=own)


def kernel_home(
    keys: Collection[Key],
    used: Mapping[Key, Mapping[int, SightingRows]],
    hosts: Mapping[Segment, Sequence[Host]],
) -> dict[int, Segment]:
    """The segment of each VIP where the capturing host uses it most: what its kernel says of the VIP is about that."""
    weight = {
        key: sum(len(used.get(key, {}).get(host.mac, ())) for host in hosts.get(key[1], ())) for key in sorted(keys)
    }
    return {vip: segment for (vip, segment), _ in sorted(weight.items(), key=lambda item: item[1])}
