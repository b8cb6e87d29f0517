"""From evidence to one record a VIP and segment: who owned it, what was tried, what hurt."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from arpwatch_k8s.correlator.claims import NO_CLAIMS, Claims, claims
from arpwatch_k8s.correlator.connections import Connections, connections
from arpwatch_k8s.correlator.handovers import Quality, around, quality
from arpwatch_k8s.correlator.hosts import Host, capturing_hosts, own_codes
from arpwatch_k8s.correlator.neighbor import Neighbor, neighbor
from arpwatch_k8s.correlator.ownership import (
    NO_QUESTIONS,
    SERVING,
    SIGHTING,
    USED,
    Epoch,
    Flapping,
    Ownership,
    claimed,
    flapping,
    track,
)
from arpwatch_k8s.correlator.questions import questions
from arpwatch_k8s.correlator.sightings import Key, by_key, serving_sightings, used_sightings
from arpwatch_k8s.correlator.symptoms import Symptom, symptoms
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.pairs import pair_counts
from arpwatch_k8s.evidence.row import ICMP_REDIRECT, NA
from arpwatch_k8s.evidence.segment import Segment, segments
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class VipRecord:
    """All that was correlated about one VIP on one segment. `vip` is text, `code` its number in the evidence.

    view: the capture, or the captures merged, that it was seen in, as an index of the result's views; on_link: ARP,
    neighbor discovery, or a redirect to the address itself names it here; where none does, a router may stand between;
    hosts: those that captured the segment; asked: who has it, as `QUESTION` records; answers: who answered SYNs, as
    `SIGHTING` records; qualities: of each handover; neighbor: what the capturing host's cache may have held, None where
    that host cannot be told; kernel: what its kernel said it held.
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
    asked: NDArray[Any]
    answers: NDArray[Any]
    connections: Connections
    symptoms: tuple[Symptom, ...]

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


def correlate(
    evidence: Evidence,
    vips: Sequence[int],
    inventory: Inventory,
    end: int,
    limits: Thresholds,
    *,
    vantages: Sequence[Sequence[int]] = ((0,),),
    kernel: Mapping[str, tuple[Epoch, ...]] | None = None,
    flows: NDArray[Any] | None = None,
    view: int = 0,
) -> tuple[VipRecord, ...]:
    """Records of the VIPs (address codes) from evidence in time order; `end` is the last time seen, ns UTC.

    vantages: the captures by host; flows: `FLOW` records; kernel: epochs of the track *kernel* by address text, which
    belong where the capturing host uses the VIP.
    """
    told = claims(evidence, vips, inventory)
    asked = questions(evidence, vips)
    attempts = connections(evidence, vips, end, limits, flows)
    used = used_sightings(evidence, vips, inventory)
    serving = serving_sightings(evidence, vips, inventory, attempts)
    mine = by_key(attempts)
    none = attempts.where(np.zeros(len(attempts), bool))
    hurt: dict[Key, list[Symptom]] = {}
    for symptom in symptoms(evidence, vips, attempts):
        hurt.setdefault((symptom.vip, symptom.segment), []).append(symptom)
    keys = told.keys() | mine.keys() | hurt.keys() | used.keys() | serving.keys()
    hosts = capturing_hosts(evidence, vantages, vips) if keys else {}
    named = named_on_link(evidence, vips)
    home = kernel_home(keys, used, hosts)
    records = []
    for key in sorted(keys, key=lambda key: (evidence.addresses.number(key[0]), key[1])):
        code, segment = key
        said, here = told.get(key, NO_CLAIMS), asked.get(key, NO_QUESTIONS)
        senders, served = used.get(key, {}), serving.get(key, NO_SIGHTINGS)
        text = evidence.addresses.text(code) or ""
        ownership = claimed(said, end, limits, here)
        by_sender = {sender: track(seen, USED, sender, end) for sender, seen in senders.items()}
        found = mine.get(key, none)
        near = around(senders.values(), served, found, inventory, segment)
        local = hosts.get(segment, ())
        host = max(local, key=lambda host: len(senders.get(host.mac, ())), default=None)
        records.append(
            VipRecord(
                vip=text,
                code=code,
                segment=segment,
                view=view,
                on_link=key in named,
                hosts=local,
                claims=said,
                ownership=ownership,
                qualities=tuple(quality(handover, near, limits) for handover in ownership.handovers),
                used=tuple(epoch for epochs in by_sender.values() for epoch in epochs),
                serving=track(served, SERVING, None, end),
                asked=here,
                answers=served,
                used_flapping=tuple(spell for epochs in by_sender.values() for spell in unsteady(epochs, limits)),
                neighbor=None
                if host is None
                else neighbor(
                    said,
                    here,
                    senders.get(host.mac, NO_SIGHTINGS),
                    end,
                    limits,
                    host=host,
                    addresses=own_codes(evidence, host.mac, vips),
                ),
                kernel=(kernel or {}).get(text, ()) if home.get(code) == segment else (),
                connections=found,
                symptoms=tuple(hurt.get(key, ())),
            )
        )
    return tuple(records)


def unsteady(epochs: Sequence[Epoch], limits: Thresholds) -> Iterator[Flapping]:
    """Where a sender changed too often whom it used; `epochs` are one sender's."""
    if epochs:
        times = np.array([epoch.start for epoch in epochs[1:]], np.int64)
        yield from flapping(times, limits, name=USED, sender=epochs[0].sender)


NO_SIGHTINGS = np.zeros(0, SIGHTING)


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
