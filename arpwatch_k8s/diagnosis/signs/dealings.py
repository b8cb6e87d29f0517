"""What an owner did with SYNs: which ports it served, refused, or left without an answer.

An attempt belongs to the owner of the MAC that its last SYN went to; in cooked captures, which have no destinations, to
whoever ended it.

Fooled by: destination NAT, which lets a node answer in the name of pods elsewhere: what counts here is the segment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import NUMBER, AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.failures import scanned_ports
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.pairs import pair_counts
from arpwatch_k8s.evidence.row import TCP_SYNACK
from arpwatch_k8s.evidence.segment import segments
from arpwatch_k8s.wording.counts import listed, plural

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dealings:
    """What became of connections at one owner."""

    tried: Connections
    """Attempts whose SYN went to it, by start."""
    served: frozenset[int]
    """Ports on which it ever answered a SYN."""

    @property
    def refused(self) -> Connections:
        """Attempts that were refused."""
        return self.tried.where(self.tried.column("outcome") == NUMBER[AttemptOutcome.REFUSED])

    @property
    def failed(self) -> Connections:
        """Attempts that failed."""
        return self.tried.failed

    @property
    def is_alive(self) -> bool:
        """Whether it ever answered a SYN, by accepting or by refusing it."""
        return bool(self.served) or bool(len(self.refused))

    def in_words(self) -> str:
        """What was seen, for people."""
        if not len(self.tried):
            return f"answered SYNs on {ports(self.served)}" if self.served else "no SYN is seen to go to it"
        whole, refused = len(self.tried), len(self.refused)
        good, other = whole - len(self.failed), len(self.failed) - refused
        parts = [f"served {'all' if good == whole else f'{good:,}'} of them"] if good else []
        parts += [f"refused {'all' if refused == whole else f'{refused:,}'} of them"] if refused else []
        parts += [f"left {'all' if other == whole else f'{other:,}'} of them unserved"] if other else []
        return f"{plural(whole, 'attempt')} went to it: it {listed(parts)}"


def dealings(case: Case, record: VipRecord, owner: int) -> Dealings:
    """What one owner did with SYNs."""
    attempts = record.attempts
    mine = owners_asked(case, record, attempts) == owner
    return Dealings(tried=attempts.where(mine), served=served_by(case, record, owner))


def served_by(case: Case, record: VipRecord, owner: int) -> frozenset[int]:
    """The ports on which an owner answered SYNs, also where the SYNs are not in the capture."""
    by, ports = answers(case, record)
    return frozenset(distinct(ports[by == owner]).tolist())


def ports_served(case: Case, record: VipRecord) -> set[tuple[int, int]]:
    """Each owner and port that it answered SYNs on."""
    by, ports = answers(case, record)
    return {(owner, port) for owner, port, _ in pair_counts(by, ports)}


def answers(case: Case, record: VipRecord) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Who answered SYNs to a VIP, and on which port, answer by answer."""
    rows = case.views[record.view].evidence.of_kinds(TCP_SYNACK)
    rows = rows.take(rows["ip_src"] == record.code)
    index, names = segments(rows)
    rows = rows.take(index == (names.index(record.segment) if record.segment in names else -1))
    return case.inventory.owners(rows["eth_src"], rows["time"], record.segment), rows["sport"]


def owners_asked(case: Case, record: VipRecord, attempts: Connections) -> NDArray[np.int64]:
    """The owner that each attempt's last SYN went to, or else who ended it; 0 where neither is known."""
    if not len(attempts):
        return np.zeros(0, np.int64)
    sent, ended = attempts.at("last_try", "eth_dst"), attempts.column("reporter")
    macs = np.where(sent != 0, sent, np.where(ended != 0, ended, attempts.column("answer_mac")))
    return case.inventory.owners(macs.astype(np.uint64), attempts.column("start"), record.segment)


def harmed_at(case: Case, record: VipRecord, owner: int, start: int, end: int) -> Connections:
    """Failed attempts under way in [start, end] (ns UTC), or in what a handover takes around it, that went to an owner
    or were ended by it, or of which nothing tells where they went. Ports that somebody scanned do not count."""
    failed, limits = record.failed, case.thresholds
    if not len(failed):
        return failed
    begun, ended = failed.column("start"), failed.column("end")
    near = (begun <= end + limits.handover_after_ns) & (ended >= start - limits.handover_before_ns)
    reporter = case.inventory.owners(failed.column("reporter"), begun, record.segment)
    asked = owners_asked(case, record, failed)
    to_it = (asked == owner) | (reporter == owner) | (asked == 0)
    scanned = np.isin(failed.column("vip_port"), list(scanned_ports(record)))
    return failed.where(near & to_it & ~scanned)


def refuses_what_another_serves(case: Case, record: VipRecord, owner: int) -> tuple[Connections, frozenset[int]]:
    """The attempts that an owner refused on ports which it never served and others did, and those ports."""
    mine = dealings(case, record, owner)
    others = frozenset(distinct(record.connections.column("vip_port")[served_at_all(record)]).tolist()) - mine.served
    refused = mine.refused
    found = refused.where(np.isin(refused.column("vip_port"), list(others)))
    return found, frozenset(distinct(found.column("vip_port")).tolist())


def served_at_all(record: VipRecord) -> NDArray[np.bool_]:
    """Which connections somebody answered."""
    found: NDArray[np.bool_] = record.connections.column("answer_event") >= 0
    return found


def ports(some: frozenset[int]) -> str:
    """Ports for people."""
    return f"port {listed([str(port) for port in sorted(some)[:4]])}"
