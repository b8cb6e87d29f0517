"""Whether a VIP may be called healthy: that nothing failed is not enough, it must have been seen to work.

Attempts were answered, by the owner, and none of those that still waited at the capture's end had waited long. Where
control frames alone were captured, none was reset in the place of a close that the client never made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from arpwatch_k8s.correlator.connections.outcomes import NUMBER, AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.questions import unsolicited
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.closes import closed_empty, closed_in_vain, cut_off
from arpwatch_k8s.diagnosis.signs.handshakes import asked_of, crooked, retried
from arpwatch_k8s.diagnosis.signs.losses import carries_payload
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.among import among
from arpwatch_k8s.evidence.distinct import distinct, in_order
from arpwatch_k8s.evidence.pairs import pair_counts
from arpwatch_k8s.evidence.row import TCP_FIN, TCP_RST
from arpwatch_k8s.wording.counts import listed, plural

USUAL: Final = 10
"""How many times the usual wait a SYN at the end may have waited without being remarkable: ours; a handshake that takes
ten times the median is one that a user notices."""
SHORT_NS: Final = 50_000_000
"""What is no long wait for a SYN-ACK on a local network, however short the usual one: ours, some hundred times the way
there and back, and a twentieth of the second after which a kernel sends a SYN again (RFC 6298 section 2.1)."""
MOST_NAMED: Final = 4
MANY_UNASKED: Final = 10
"""Answers without a question that are no accident: ours; a capture may miss a question now and then."""
UNKNOWN: Final = 0
"""Who sent frames whose MACs are not printed."""
NEARLY_ALL: Final = 0.9
"""Of a claimant's claims: one that holds an address announces it, or answers questions."""


class Soundness(NamedTuple):
    """What speaks for a case in which nothing failed, and what against it."""

    served: tuple[list[int], ...]
    """The owners that served each VIP, in order of time."""
    doubts: tuple[str, ...]
    """Why it cannot be called healthy."""


def soundness(case: Case) -> Soundness:
    """What speaks for a case and against it, by columns alone: no record is made of a connection, so that rules may
    make theirs meanwhile."""
    served = tuple(servers(case, record) for record in case.vips)
    pairs = zip(case.vips, served, strict=True)
    return Soundness(served, tuple(words for record, owners in pairs for words in doubts(case, record, owners)))


def doubts(case: Case, record: VipRecord, served: Sequence[int]) -> Iterator[str]:
    """Why a VIP that nothing failed at, and that some owners `served`, cannot be called healthy all the same."""
    tried = record.attempts
    answered = tried.where(tried.column("answer_event") >= 0)
    if len(tried) and not len(answered):
        yield f"none of {plural(len(tried), 'connection attempt')} at {record.vip} had been answered when it ended"
        return
    late = waiting_long(record)
    if late:
        yield f"{plural(late, 'attempt')} at {record.vip} had waited for longer than usual when the capture ended"
    cut = reset_unseen(case, record)
    if cut:
        yield (
            f"no payload was captured, and the server reset {plural(cut, 'connection')} to {record.vip} that it had "
            "closed: whether that cost requests (keepalive-race) cannot be told"
        )
    yield from closes(case, record)
    slow, answered_n = int(retried(tried).sum()), len(answered)
    if 2 * slow > answered_n:
        yield f"{slow} of {plural(answered_n, 'handshake')} with {record.vip} needed several SYNs: too many for chance"
    for mac, told in told_unasked(case, record):
        who = case.inventory.label(case.inventory.owner(mac), mac)
        yield f"{who} said {plural(told, 'time')} that it has {record.vip}, to one host at a time, though nobody asked"
    strangers = served_by_another(record, served)
    if UNKNOWN in strangers:
        strangers.remove(UNKNOWN)
        yield f"the MAC that answered for {record.vip} is not printed: whether its owner did cannot be told"
    if strangers:
        label = case.inventory.label
        who = listed([label(owner) for owner in strangers[:MOST_NAMED]])
        yield f"{who} answered for {record.vip} while another MAC claimed it and nobody else did"


def told_unasked(case: Case, record: VipRecord) -> Iterator[tuple[int, int]]:
    """MACs nearly all whose claims are answers, to one host each, to no question in the capture; how many there are.

    Fooled by: a capture of one direction, in which the questions are not.
    """
    unasked = unsolicited(record.claims, record.asked, case.thresholds).astype(np.int64)
    counts: dict[int, dict[int, int]] = {}
    for mac, told, n in pair_counts(record.claims["mac"], unasked):
        counts.setdefault(mac, {})[told] = n
    for mac, said in counts.items():
        told = said.get(1, 0)
        if told >= MANY_UNASKED and told >= NEARLY_ALL * (told + said.get(0, 0)):
            yield mac, told


def closes(case: Case, record: VipRecord) -> Iterator[str]:
    """Closes that may have cost requests, though no attempt is known to have failed."""
    tried, vip = record.attempts, record.vip
    empty, cut = int(closed_empty(tried).sum()), int(cut_off(tried).sum())
    vain = closed_in_vain(case, record)
    if empty:
        yield (
            f"the server closed {plural(empty, 'connection')} to {vip} without a byte, though it had got some and "
            "answers on others: a proxy calls that prematurely closed"
        )
    if cut:
        yield (
            f"the server reset {plural(cut, 'connection')} to {vip} in the place of closing, as it does not end most: "
            "whether answers were cut cannot be told"
        )
    if vain:
        yield (
            f"{plural(vain, 'connection')} to {vip}: the client closed again and again, and nothing came back; whether "
            "requests were lost on them cannot be told"
        )


def waiting_long(record: VipRecord) -> int:
    """How many attempts had waited for longer than attempts usually do when the capture ended."""
    tried = record.attempts
    outcome = tried.column("outcome")
    waited = record.end - tried.column("start")[outcome == NUMBER[AttemptOutcome.PENDING]]
    answered = tried.column("answer_event") >= 0
    if not len(waited) or not answered.any():
        return len(waited)
    usual = int(np.median(tried.column("answer_time")[answered] - tried.column("start")[answered]))
    return int(np.count_nonzero(waited > max(USUAL * usual, SHORT_NS)))


def reset_unseen(case: Case, record: VipRecord) -> int:
    """How many connections the server closed and then reset, of which neither the client's close nor any payload was
    captured. What the reset answers came from the client: a request that crossed with the close, or nothing of worth.

    Fooled by: a client whose close was lost.
    """
    tried = record.attempts
    if carries_payload(tried):
        return 0
    closes, resets = case.evidence.of_kinds(TCP_FIN), case.evidence.of_kinds(TCP_RST)
    sent, came = ("ip_src", "sport"), ("ip_dst", "dport")
    told = clients(closes, record, came) & clients(resets, record, came) - clients(closes, record, sent)
    answered = tried.where(tried.column("answer_event") >= 0)
    return len(
        told.intersection(zip(answered.column("client").tolist(), answered.column("client_port").tolist(), strict=True))
    )


def clients(rows: Evidence, record: VipRecord, side: tuple[str, str]) -> set[tuple[Any, ...]]:
    """Clients whose frames to or from a VIP these are, by address code and port; `side`: the columns that name them."""
    address, port = side
    with_vip = rows["ip_dst" if address == "ip_src" else "ip_src"] == record.code
    return set(rows.take(with_vip).lists(address, port))


def servers(case: Case, record: VipRecord) -> list[int]:
    """The owners that served, in order of time: who answered, or who was asked, where that one claims the VIP and the
    answer came back by another way."""
    tried = record.attempts
    tried = tried.where(tried.column("answer_event") >= 0).sorted_by("answer_time")
    answering = case.inventory.owners(tried.column("answer_mac"), tried.column("answer_time"), record.segment)
    claimants, asked = distinct(record.claims["owner"]), asked_of(case, record, tried)
    bent = crooked(case, record, tried) & among(asked, claimants) & ~among(answering, claimants)
    owners: list[int] = in_order(np.where(bent, asked, answering))
    return owners


def served_by_another(record: VipRecord, served: Sequence[int]) -> list[int]:
    """Owners among those that `served` that never claimed the VIP, while somebody else did; `UNKNOWN` where no MAC
    shows."""
    claimants = set(record.claims["owner"].tolist())
    return [owner for owner in served if owner not in claimants] if claimants else []


def healthy(case: Case, by_record: Sequence[Sequence[int]]) -> str:
    """What was seen, where nothing was wrong; `by_record`: the owners that served each VIP."""
    parts = []
    for record, served in zip(case.vips, by_record, strict=True):
        who = " then ".join(case.inventory.label(owner) for owner in served[:MOST_NAMED])
        more = f" and {len(served) - MOST_NAMED} more" if len(served) > MOST_NAMED else ""
        tried = record.attempts
        still = int(np.count_nonzero(tried.column("outcome") == NUMBER[AttemptOutcome.PENDING]))
        late = int(retried(tried).sum())
        several = f"; {plural(late, 'handshake')} needed several SYNs" if late else ""
        waits = f"; {plural(still, 'attempt')} still waited when the capture ended" if still else ""
        parts.append(
            f"{record.vip} was served by {who}{more}: {plural(len(tried), 'connection attempt')}, none failed"
            f"{several}{waits}"
        )
    return "; ".join(parts)
