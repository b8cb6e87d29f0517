"""From a case to a verdict: ask every rule, hold what they find against each other, say what the capture cannot answer.

A capture that cannot answer is never called healthy: where frames were lost, headers cut, the file ended in mid-record,
a VIP that was asked for never showed, nobody tried to connect, or nobody was seen to be served.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.covering import uncovered
from arpwatch_k8s.diagnosis.doubting import doubted
from arpwatch_k8s.diagnosis.finding import Finding, Outcome, Step, Verdict, some
from arpwatch_k8s.diagnosis.foreseen import foreseen
from arpwatch_k8s.diagnosis.incomplete import cannot_answer, capture_next
from arpwatch_k8s.diagnosis.joining import considered
from arpwatch_k8s.diagnosis.needs import lacking_for_all, lacks
from arpwatch_k8s.diagnosis.notes import notes
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.rules import RULES
from arpwatch_k8s.diagnosis.selection import Selection, left_over, select
from arpwatch_k8s.diagnosis.signs.claimants import named
from arpwatch_k8s.diagnosis.signs.configured import Configured, configured
from arpwatch_k8s.diagnosis.soundness import Soundness, healthy, soundness
from arpwatch_k8s.diagnosis.sparing import crowded
from arpwatch_k8s.diagnosis.testimony.felt import felt
from arpwatch_k8s.diagnosis.tied import with_lines
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.meanwhile import begun
from arpwatch_k8s.wording.counts import plural, seconds, share

TOLD_NS: Final = 1_000_000
"""How long a contest lasts at least that is told with its length: two answers to one question are one moment."""
MOST_TROUBLE: Final = 8
"""Failures and contests of a summary: it is a sentence."""
MOST_OF_A_KIND: Final = 4
"""Findings of one rule about one VIP that are told one by one, if they accuse different owners."""


def diagnose(case: Case, rules: Sequence[Rule] = RULES) -> Verdict:
    """The verdict on a case; the order of rules changes nothing."""
    by_id = {rule.id: rule for rule in rules}
    settings = configured(case)
    with begun(soundness, case, rows=len(case.evidence)) as sound:
        findings, ruled_out, caveats = judged(case, rules, settings)
    findings, explained = uncovered(case, by_id, doubted(case, findings))
    selection = select(case, by_id, findings)
    blind = cannot_answer(case)
    verdict = weigh(case, selection, blind, sound())
    silent = [rule for rule in rules if rule.id not in {one.rule for one in verdict.findings}]
    said = (*verdict.caveats, *caveats, *foreseen(case, settings, verdict.findings), *notes(case))
    return replace(
        verdict,
        ruled_out=tuple(dict.fromkeys([*ruled_out, *explained, *selection.struck])),
        caveats=tuple(crowded(said, {record.vip for record in case.vips})),
        undecided=tuple(undecided(case, silent)),
    )


def judged(case: Case, rules: Sequence[Rule], settings: Configured) -> tuple[list[Finding], list[RuledOut], list[str]]:
    """What the rules find and reject, in an order of its own; a rule that fails is told."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    caveats: list[str] = []
    for rule in sorted(rules, key=lambda rule: rule.id):
        try:
            found, rejected = considered(case, rule, settings)
        except Exception as error:  # noqa: BLE001 - one failing rule must not end the run; it is told as a caveat
            caveats.append(f"rule {rule.id} failed ({type(error).__name__}: {error}): its cause was not considered")
            continue
        findings += found
        ruled_out += rejected
    findings.sort(key=lambda one: (one.rule, one.vip, one.start, one.owner or 0))
    return findings, ruled_out, caveats


def weigh(case: Case, selection: Selection, blind: Sequence[str], sound: Soundness) -> Verdict:
    """The outcome that findings, failures and blind spots amount to."""
    marked = [
        (one, at in selection.leading and at not in selection.tied, at in selection.tied)
        for at, one in enumerate(selection.findings)
    ]
    marked.sort(key=lambda item: standing(item[0], leads=item[1]))
    findings = [one for one, _, _ in marked]
    heads = [one for one, leads, _ in marked if leads and is_cause(one)]
    candidates = tuple(one for one, leads, _ in marked if not leads and is_cause(one))
    told = tuple(with_lines(case, [worded(case, one) for one in merged(findings)]))
    left = {id(record): left_over(record, findings) for record in case.vips}
    trouble = unexplained(case)
    harmful = [one for one in findings if is_cause(one)]
    if heads:
        outcome, summary = Outcome.ROOT_CAUSE, next(one.summary for one in told if one.rule == heads[0].rule)
    elif trouble or harmful:
        more = [f"{len(trouble) - MOST_TROUBLE:,} more such"] if len(trouble) > MOST_TROUBLE else []
        said = [*trouble[:MOST_TROUBLE], *more, *told_failures(case, harmful), *possible(candidates)]
        outcome, summary = Outcome.SYMPTOMS_UNEXPLAINED, "; ".join(said)
    elif blind or sound.doubts:
        what = "This capture" if case.captures or not case.logs else "Text alone"
        outcome, summary = Outcome.INCONCLUSIVE, f"{what} cannot answer: {[*blind, *sound.doubts][0]}"
    else:
        outcome, summary = Outcome.HEALTHY, healthy(case, sound.served)
    return Verdict(
        outcome=outcome,
        cause=heads[0].rule if heads else None,
        summary=summary,
        findings=told,
        candidates=() if heads else tuple(worded(case, one) for one in merged(candidates)),
        ruled_out=(),
        caveats=(*unaccounted(case, findings), *blind, *sound.doubts),
        capture_next=capture_next(case, [one.vip for one in findings if not one.frames])
        if says_too_little(outcome, heads, blind)
        else None,
        vip_cleared=bool(heads)
        and all(one.vip_cleared for one in harmful)
        and not any(len(attempts) for attempts in left.values()),
    )


def standing(one: Finding, *, leads: bool) -> tuple[bool, bool, bool, int, int, int, str, str, int]:
    """What ranks findings first: causes before information, those that explain a failure before dangers that have not
    failed anything yet, those of most of an episode before those of a part, the graver before the others."""
    return (
        one.severity.rank < Severity.WARNING.rank,
        one.failed == 0,
        not leads,
        -one.severity.rank,
        -one.failed,
        -one.confidence.rank,
        one.rule,
        one.vip,
        one.start,
    )


def is_cause(one: Finding) -> bool:
    """Whether a finding is more than information."""
    return one.severity.rank >= Severity.WARNING.rank


def merged(findings: Sequence[Finding]) -> list[Finding]:
    """Findings of one kind about one VIP as one with a count: those about one owner, and all where there are many."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.rule, one.vip), []).append(one)
    found: list[Finding] = []
    for several in groups.values():
        by_owner: dict[int | None, list[Finding]] = {}
        for one in several:
            by_owner.setdefault(one.owner, []).append(one)
        parts = list(by_owner.values())
        found += [together(several)] if len(parts) > MOST_OF_A_KIND else [together(part) for part in parts]
    place = {(one.rule, one.vip, one.start): at for at, one in reversed(list(enumerate(findings)))}
    return sorted(found, key=lambda one: place.get((one.rule, one.vip, one.start), len(place)))


def together(several: Sequence[Finding]) -> Finding:
    """Findings of one kind, the first of which is told in full."""
    first, others = several[0], several[1:]
    if not others:
        return first
    owners = {one.owner for one in others if one.owner is not None}
    about = f", about {plural(len(owners), 'owner')}" if owners else ""
    more = Step(
        f"{plural(len(others), 'more time')} the same was seen{about}",
        some([one.frames[0] for one in others if one.frames]),
        some([one.lines[0] for one in others if one.lines and not one.frames]),
    )
    return replace(
        first,
        because=(*first.because, more),
        against=tuple(dict.fromkeys(words for one in several for words in one.against))[:MOST_OF_A_KIND],
        explains=Connections.together([one.explains for one in several]),
        count=sum(one.count for one in several),
    )


def worded(case: Case, one: Finding) -> Finding:
    """A finding whose summary says how much it explains, and how often it was seen."""
    failed = sum(len(record.failed) for record in case.vips if record.vip == one.vip)
    attempts = sum(len(record.attempts) for record in case.vips if record.vip == one.vip)
    words = one.summary
    if one.count > 1:
        words += f"; {plural(one.count, 'such finding')} in all, the first told here"
    if one.failed:
        words += f"; that explains {share(one.failed, failed)} among {plural(attempts, 'connection attempt')}"
    return replace(one, summary=words)


def possible(candidates: Sequence[Finding]) -> list[str]:
    """Causes that nothing decides between, in a sentence."""
    names = list(dict.fromkeys(one.rule for one in candidates))
    return [f"possible causes: {', '.join(names)}"] if names else []


def says_too_little(outcome: Outcome, causes: Sequence[Finding], blind: Sequence[str]) -> bool:
    """Whether another capture is worth its while."""
    unsure = bool(causes) and (causes[0].confidence is Confidence.LOW or not causes[0].frames)
    return bool(blind) or unsure or outcome in (Outcome.INCONCLUSIVE, Outcome.SYMPTOMS_UNEXPLAINED)


def unaccounted(case: Case, findings: Sequence[Finding]) -> list[str]:
    """Failures of a VIP with findings that none of them explains."""
    judged_vips = {one.vip for one in findings if one.failed}
    said = []
    for record in case.vips:
        left = len(left_over(record, findings))
        if left and record.vip in judged_vips:
            said.append(
                f"{left:,} of the {len(record.failed):,} failed attempts at {record.vip} are not explained by the "
                "findings"
            )
    return said


def unexplained(case: Case) -> list[str]:
    """Failures and contests, told in a sentence each."""
    said = []
    for record in case.vips:
        if record.failed:
            said.append(
                f"{len(record.failed):,} of {len(record.attempts):,} connection attempts at {record.vip} failed"
            )
        for contest in record.ownership.contests:
            who = named(case, contest.owners)
            lasted = contest.end - contest.start
            said.append(
                f"{who} contested {record.vip} for {seconds(lasted)}"
                if lasted >= TOLD_NS
                else f"{who} both claimed {record.vip} at one moment"
            )
    return said


def told_failures(case: Case, findings: Sequence[Finding]) -> list[str]:
    """Failures that lines tell of at VIPs with findings, and that no attempt here shows."""
    shown = {record.vip for record in case.vips if record.attempts}
    vips = dict.fromkeys(one.vip for one in findings if one.vip not in shown)
    return [step.text for vip in vips if (step := felt(case, vip, None)) is not None]


def undecided(case: Case, rules: Sequence[Rule]) -> Iterator[RuledOut]:
    """Of some rules those that the captures cannot answer for, and the first thing that they lack for it."""
    of_all = lacking_for_all(case)
    for record in case.vips:
        absent = lacks(case, record, of_all)
        for rule in rules:
            missing = [need for need in rule.needs if need in absent]
            if missing:
                yield RuledOut(rule.id, record.vip, absent[missing[0]])
