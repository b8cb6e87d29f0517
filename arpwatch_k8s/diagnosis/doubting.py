"""Where a capture misses frames, what is explained by silence alone is doubted, whatever rule explains it. Where a
print does not say who announced, every cause is doubted.

An attempt whose every answer was lost on the way to the file looks like one that nobody answered. Rules that weigh that
themselves say so in `against`; the others are held to it here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.connections.outcomes import NUMBER, AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.diagnosis.signs.gaps import misses_frames
from arpwatch_k8s.diagnosis.signs.visibility import unsigned
from arpwatch_k8s.evidence.addresses import NO_ADDRESS
from arpwatch_k8s.evidence.row import HAS_QUOTED, ICMP_REDIRECT, ICMP_UNREACHABLE, VRRP
from arpwatch_k8s.grades import Confidence

FEW: Final = 3
"""Attempts without an answer that lost frames may well have made: ours, as many as one full buffer hides at once of
what a proxy does in a second."""


UNSIGNED: Final = (
    "which MAC sent an ARP request or an advertisement is not printed (tcpdump without -e): others' may be among them"
)
UNQUOTED: Final = "errors about the VIP do not show what they quote (tcpdump without -v): they may be the answers"

UNLISTED: Final = "what addresses VRRP advertises is not printed (tcpdump without -v): this one may be among them"


def doubted(case: Case, findings: Sequence[Finding]) -> list[Finding]:
    """Findings, those that silence alone bears out less sure where frames are missing, and all less sure where it is
    not printed who announced."""
    nameless = {record.vip for record in case.vips if unsigned(case, record)}
    mute = {record.vip for record in case.vips if unquoted(case, record)}
    unlisted = {record.vip for record in case.vips if lists_nothing(case, record)}
    return [held_to_print(one, nameless, mute, unlisted) for one in weighed(case, findings)]


def held_to_print(one: Finding, nameless: Collection[str], mute: Collection[str], unlisted: Collection[str]) -> Finding:
    """A finding, unsure where the print leaves out what would contradict it: of the VIPs `nameless` who spoke, of
    those `mute` what errors quote, of those `unlisted` who advertises them."""
    if not one.frames:
        return one
    hidden = [UNSIGNED] if one.vip in nameless else []
    hidden += [UNLISTED] if one.vip in unlisted else []
    if one.vip in mute and is_silence(one):
        hidden.append(UNQUOTED)
    return replace(one, confidence=Confidence.LOW, against=(*one.against, *hidden)) if hidden else one


def lists_nothing(case: Case, record: VipRecord) -> bool:
    """Whether VRRP was printed beside a VIP without the addresses that it advertises."""
    rows = case.views[record.view].evidence.of_kinds(VRRP)
    printed = [number for number, info in enumerate(case.captures) if info.printed is not None]
    bare = (rows["vrrp_addresses"] == NO_ADDRESS) & (rows["vrrp_version"] > 0) & np.isin(rows["capture"], printed)
    return bool(bare.any())


def unquoted(case: Case, record: VipRecord) -> bool:
    """Whether errors about a VIP name it and do not quote a packet."""
    rows = case.views[record.view].evidence.of_kinds(ICMP_UNREACHABLE, ICMP_REDIRECT)
    return bool(((rows["quoted_dst"] == record.code) & (rows["present"] & HAS_QUOTED == 0)).any())


def weighed(case: Case, findings: Sequence[Finding]) -> Iterator[Finding]:
    """One after the other."""
    losses: dict[str, str | None] = {}
    for record in case.vips:
        losses[record.vip] = losses.get(record.vip) or misses_frames(case, record)
    for one in findings:
        loss = losses.get(one.vip)
        if loss is None or loss in one.against or not is_silence(one):
            yield one
            continue
        most = Confidence.LOW if len(one.explains) <= FEW else Confidence.MEDIUM
        graded = min(one.confidence, most, key=lambda grade: grade.rank)
        yield replace(one, confidence=graded, against=(*one.against, loss))


def is_silence(one: Finding) -> bool:
    """Whether all that a finding explains are attempts that nobody was seen to answer."""
    outcome = one.explains.column("outcome") if len(one.explains) else None
    return outcome is not None and bool((outcome == NUMBER[AttemptOutcome.UNANSWERED]).all())
