"""What a page tells one by one where there is very much of it: the most important, and how much more there is.

Documents and tables have all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.analysis.window import shown_findings, touching
from arpwatch_k8s.wording.counts import listed, plural
from arpwatch_k8s.wording.times import duration, moment

if TYPE_CHECKING:
    from datetime import tzinfo

    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.diagnosis.finding import Finding, Verdict
    from arpwatch_k8s.savefile.info import CaptureInfo
    from arpwatch_k8s.wording.value import JsonValue

MOST_FINDINGS: Final = 40
MOST_VIPS: Final = 24
MOST_REASONS: Final = 60
"""Causes ruled out, and what could not be considered."""
MOST_CAVEATS: Final = 60
"""What to bear in mind: what is said of the captures as a whole comes first, what is said of each owner last."""
MOST_CAPTURES: Final = 60
MOST_INPUTS: Final = 200
"""Files that a page says it was made from, the first and the last; manifest.json has all."""
MOST_NAMED: Final = 6
"""VIPs of one sentence."""
HERE: Final = "\0"
"""What stands in a sentence for the VIP that it is about."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What is said of some VIPs alike."""

    vips: str
    """Their addresses, in words."""
    rules: tuple[str, ...]
    """The rules that it is about."""
    why: str
    """What is said of them."""


def told_findings(result: Result) -> tuple[Sequence[tuple[int, Finding]], int]:
    """The findings that are told, each with its number, the leading one first, and how many more there are."""
    shown = shown_findings(result)
    return shown[:MOST_FINDINGS], max(0, len(shown) - MOST_FINDINGS)


def part(result: Result, zone: tzinfo) -> str:
    """Which part of the time is told of, and how much is not listed for that; empty where all is told."""
    window, span = result.shown, result.case.span
    if window is None or span is None:
        return ""
    findings = len(result.verdict.findings) - len(shown_findings(result))
    every = [one for record in result.case.vips for one in record.incidents]
    left = {"finding": findings, "incident": len(every) - len(touching(every, window))}
    outside = listed([plural(n, noun) for noun, n in left.items() if n])
    first, last = moment(window.start, zone, today=span[0]), moment(window.end, zone, today=window.start)
    return (
        f"Shown: {first} - {last}, {duration(window.end - window.start)} of {duration(span[1] - span[0])}. What is "
        f"listed was in that time, at least in part{f' ({outside} outside of it)' if outside else ''}; the verdict and "
        "all counts are of all that was read."
    )


def caveats(verdict: Verdict) -> tuple[Sequence[str], int]:
    """What to bear in mind, but for what the summary at the head says in the same words, and how much more there is."""
    told = [caveat for caveat in verdict.caveats if caveat not in verdict.summary]
    return told[:MOST_CAVEATS], max(0, len(told) - MOST_CAVEATS)


def told_captures(captures: Sequence[CaptureInfo]) -> tuple[Sequence[CaptureInfo], int]:
    """The captures that are told of, in their order, and how many more there are: where they are many, those that lost
    frames, or have some that could not be decoded, before others."""
    ranked = sorted(range(len(captures)), key=lambda at: (not (captures[at].drops or captures[at].undecoded), at))
    return [captures[at] for at in sorted(ranked[:MOST_CAPTURES])], max(0, len(captures) - MOST_CAPTURES)


def first_and_last_inputs(made: Mapping[str, JsonValue]) -> tuple[list[JsonValue], int, list[JsonValue]]:
    """The first inputs of a manifest that are told of, how many there are between them and the last ones, and those."""
    listed_there = made["inputs"]
    every = listed_there if isinstance(listed_there, list) else []
    if len(every) <= MOST_INPUTS:
        return every, 0, []
    half = MOST_INPUTS // 2
    return every[:half], len(every) - 2 * half, every[-half:]


def ruled_out(verdict: Verdict) -> tuple[Sequence[Reason], int]:
    """Causes that were considered and rejected, and how many more reasons there are."""
    groups: dict[tuple[str, str], list[str]] = {}
    for out in verdict.ruled_out:
        groups.setdefault((out.rule, out.why.replace(out.vip, HERE)), []).append(out.vip)
    reasons = [
        reason for (rule, form), vips in groups.items() for reason in several(dict.fromkeys(vips), (rule,), form)
    ]
    return reasons[:MOST_REASONS], max(0, len(reasons) - MOST_REASONS)


def undecided(verdict: Verdict) -> tuple[Sequence[Reason], int]:
    """Rules that these captures cannot answer for, by what they lack, and how many more reasons there are."""
    rules: dict[tuple[str, str], list[str]] = {}
    for out in verdict.undecided:
        of_vip = rules.setdefault((out.why, out.vip), [])
        if out.rule not in of_vip:
            of_vip.append(out.rule)
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (why, vip), names in rules.items():
        groups.setdefault((why.replace(vip, HERE), tuple(names)), []).append(vip)
    reasons = [reason for (form, names), vips in groups.items() for reason in several(vips, names, form)]
    return reasons[:MOST_REASONS], max(0, len(reasons) - MOST_REASONS)


def several(vips: Iterable[str], rules: tuple[str, ...], form: str) -> list[Reason]:
    """What is said of some VIPs: one by one where they are few, else once of all."""
    each = list(vips)
    if len(each) <= MOST_NAMED:
        return [Reason(vip, rules, form.replace(HERE, vip)) for vip in each]
    named = listed([*each[:MOST_NAMED], f"{len(each) - MOST_NAMED:,} more"])
    return [Reason(named, rules, form.replace(HERE, "the VIP"))]
