"""The table of symptoms: what hurt, and who held the VIP then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.correlator.cost.symptom import Symptom
from arpwatch_k8s.correlator.ownership.holders import Holders
from arpwatch_k8s.report.tables.column import Column, flag, frame, integer, mac, macs, part_of, text, time
from arpwatch_k8s.report.tables.rows import SEGMENT, VIP, VipRow, node_name, of_vips, owner_name
from arpwatch_k8s.report.tables.table import RowTable

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Who held each track when a symptom showed."""

    result: Result
    """What names are looked up in."""
    holders: Holders
    """The owners."""


def symptoms(result: Result) -> Iterator[VipRow[Symptom]]:
    """Symptoms."""
    return of_vips(result, lambda record: record.symptoms)


def holding(row: VipRow[Symptom]) -> Holding | None:
    """Who held the tracks at a symptom; None where that was not asked."""
    return None if row.item.holders is None else Holding(result=row.result, holders=row.item.holders)


def sender_name(row: VipRow[Symptom]) -> str | None:
    """The name of the node that sent a symptom."""
    symptom = row.item
    return node_name(row.result, row.result.case.inventory.owner(symptom.mac, symptom.time, symptom.segment))


def claimant(held: Holding) -> str | None:
    """Who claimed the VIP."""
    return "contested" if held.holders.contested else owner_name(held.result, held.holders.claimed)


HELD: Final[tuple[Column[Holding], ...]] = (
    text("claimed", "who claimed the VIP then; contested", claimant),
    text("used", "whom the client that suffers it used", lambda held: owner_name(held.result, held.holders.used)),
    text("serving", "who had answered the last SYN", lambda held: owner_name(held.result, held.holders.serving)),
    macs("expected", "MACs that the capturing host's cache could hold", lambda held: held.holders.expected),
    text("kernel", "whom its kernel said it held", lambda held: owner_name(held.result, held.holders.kernel)),
)
SYMPTOMS: Final[RowTable[VipRow[Symptom]]] = RowTable(
    name="symptoms",
    row="a frame that hurts or warns",
    columns=(
        time("time", "when", lambda row: row.item.time),
        text(
            "kind",
            "icmp_unreachable, icmp_redirect, icmp_time_exceeded, tcp_reset, tcp_refusal, syn_unanswered, "
            "question_unanswered",
            lambda row: row.item.kind,
        ),
        VIP,
        SEGMENT,
        mac("mac", "MAC that sent it; of a SYN or a question, who asked", lambda row: row.item.mac),
        text("node", "its name", sender_name),
        text(
            "source",
            "address that it came from",
            lambda row: row.result.case.evidence.addresses.text(row.item.source),
        ),
        frame("frame", "its frame", lambda row: row.item.frame),
        integer("times", "how often in a row (questions)", lambda row: row.item.times),
        integer("icmp_code", "ICMP code", lambda row: row.item.icmp_code),
        integer("quoted_ttl", "TTL of the quoted packet as its reporter had it", lambda row: row.item.quoted_ttl),
        flag("quotes_syn", "whether a SYN is quoted; missing where too little is", lambda row: row.item.quotes_syn),
        text(
            "outcome",
            "outcome of the attempt that it belongs to",
            lambda row: row.item.attempt.outcome if row.item.attempt else None,
        ),
        text(
            "effect",
            "ended the attempt; pending, after_answer or after_end: changed nothing",
            lambda row: row.item.effect,
        ),
        *(part_of(column, holding) for column in HELD),
    ),
    rows=symptoms,
)
