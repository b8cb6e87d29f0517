"""The report as Markdown, for a wiki or a pull request; the figure stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.report.answers import sentence
from arpwatch_k8s.report.crowded import caveats, first_and_last_inputs, part, ruled_out, told_findings
from arpwatch_k8s.report.details import Drawn
from arpwatch_k8s.report.filters import Means, filters
from arpwatch_k8s.report.formats.text import HEADLINES, foretold
from arpwatch_k8s.report.manifest import digest_words
from arpwatch_k8s.report.paragraphs import NO_TIME, cited
from arpwatch_k8s.report.parts.links import pieces
from arpwatch_k8s.report.parts.sections import Section, Told, sections
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.times import clock, day
from arpwatch_k8s.wording.value import JsonValue

IN_FULL: Final = "all are in analysis.json"
MARKS: Final = re.compile(r"([\\`*_{}\[\]<>#|~!])")


def markdown(
    result: Result, zone: tzinfo, *, made: dict[str, JsonValue], figures: Sequence[str], details: Sequence[Drawn] = ()
) -> str:
    """The page; `figures`: names of the pictures beside it, `details`: those of incidents, `made`: the manifest."""
    return "\n".join(lines(result, zone, made, figures, details)) + "\n"


def lines(
    result: Result, zone: tzinfo, made: dict[str, JsonValue], figures: Sequence[str], details: Sequence[Drawn]
) -> Iterator[str]:
    """Line by line."""
    verdict = result.verdict
    yield f"# {HEADLINES[verdict.outcome]}{f': {verdict.cause}' if verdict.cause else ''}"
    yield from ("", linked(sentence(verdict.summary)), "")
    if result.case.start is not None and result.case.end is not None:
        yield from (
            f"{day(result.case.start, zone)}, {clock(result.case.start, zone)} - {clock(result.case.end, zone)}",
            "",
        )
    if told_part := part(result, zone):
        yield from (told_part, "")
    if verdict.cause and verdict.findings:
        yield from (f"**Change:** {linked(verdict.findings[0].remedy)}", "")
    vips = sections(result, zone)
    yield from table(vips)
    if verdict.capture_next is not None:
        yield from ("**Capture next**, on the host that connects to the VIP, while it fails:", "")
        yield from (*fenced(verdict.capture_next), "")
    yield from ("## Who owned it when", "")
    for page, figure in enumerate(figures, 1):
        which = f", page {page} of {len(figures)}" if len(figures) > 1 else ""
        yield from (f"![The ownership timeline{which}]({figure})", "")
    for drawn in details:
        yield from (f"### {safe(drawn.detail.title)}", "", f"![{safe(drawn.detail.title)}]({drawn.picture})", "")
        yield from ("[The whole timeline](#who-owned-it-when)", "")
    for one in (each for each in vips.every if each.anchor):
        yield from section(result, one, zone)
    left = told_findings(result)[1]
    yield from (f"{plural(left, 'more finding')}: {IN_FULL}", "") if left else ()
    if verdict.ruled_out:
        reasons, left = ruled_out(verdict)
        yield from ("## Considered, and not the cause", "")
        yield from (f"- **{one.rules[0]}** for {safe(one.vips)}: {linked(one.why)}" for one in reasons)
        yield from (f"- {plural(left, 'more reason')}: {IN_FULL}",) if left else ()
        yield ""
    cautions, left = caveats(verdict)
    if cautions:
        yield from ("## What these captures cannot answer", "", *(f"- {linked(words)}" for words in cautions))
        yield from (f"- {plural(left, 'more caveat')}: {IN_FULL}",) if left else ()
        yield ""
    yield from ("## Made from", "", "| kind | path | SHA-256 |", "|---|---|---|")
    first, between, last = first_and_last_inputs(made)
    yield from map(input_row, first)
    yield from (f"| | ... {between:,} more, in manifest.json | |",) if between else ()
    yield from map(input_row, last)
    command = made["command"]
    if isinstance(command, list):
        yield from ("", *fenced(" ".join(map(str, command))))


def table(vips: Told) -> Iterator[str]:
    """A row a VIP, the worst first."""
    if not vips.every:
        yield from ("No VIP was seen.", "")
        return
    yield from ("| VIP | owner | moves | failed of attempts | cause |", "|---|---|---|---|---|")
    for one in vips.every:
        row = one.standing
        name = f"{row.vip}{f' ({row.name})' if row.name else ''}"
        cells = (name, row.owner, row.moves, row.failed, row.cause)
        yield f"| {' | '.join(map(safe, cells))} |"
    yield ""
    yield from (f"{plural(vips.left, 'more VIP')}: {IN_FULL}", "") if vips.left else ()


def section(result: Result, one: Section, zone: tzinfo) -> Iterator[str]:
    """What is told of one VIP: of one that nothing is known against, what its row does not have."""
    row = one.standing
    if not row.is_sick and not one.findings and len(result.case.vips) > 1:
        return
    yield from (f"## VIP {safe(row.vip)}{f' ({safe(row.name)})' if row.name else ''}", "")
    yield from (f"- **{said.question}** {linked(sentence(said.answer))}" for said in one.answers)
    yield ""
    for number, item in one.findings:
        yield from argument(result, item, number, zone)


def input_row(one: JsonValue) -> str:
    """One input of a manifest as a row."""
    read = one if isinstance(one, dict) else {}
    return f"| {read['kind']} | {safe(str(read['path']))} | {safe(digest_words(read))} |"


def argument(result: Result, item: Finding, number: int, zone: tzinfo) -> Iterator[str]:
    """One finding."""
    span = " - ".join(clock(time, zone) for time in item.times) if item.times else NO_TIME
    yield from (f"### {number}. {item.rule}", "", f"{item.severity}, {item.confidence} confidence; {item.vip}, {span}")
    yield from ("", linked(sentence(item.summary)), "")
    for place, step in enumerate(item.because, 1):
        yield f"{place}. {linked(sentence(step.text))}{safe(cited(result, step))}"
    yield ""
    yield from (f"- but: {linked(words)}." for words in item.against)
    yield from (f"- missing: {linked(words)}." for words in item.missing)
    yield from (f"- or instead: {linked(words)}." for words in item.instead)
    yield from (f"- change: {linked(item.remedy)}", "- confirm:")
    for proof in item.proofs:
        words = " ".join(part for part in (proof.where, f"({proof.shows})" if proof.shows else "") if part)
        yield f"  - {linked(words) or 'run'}{':' if proof.command else ''}"
        yield from fenced(proof.command, "    ") if proof.command else ()
    if item.checks and item.severity is not Severity.INFO:
        yield f"- lint: {safe(foretold(item))}"
    for shown in filters(result.case, item):
        named = shown.means is Means.WIRESHARK and len(result.case.captures) > 1
        name = f" ({safe(shown.name)})" if named else ""
        if shown.means is Means.PLACE:
            yield f"- {shown.means.value} {safe(shown.text)}"
        else:
            yield from (f"- {shown.means.value}{name}:", *fenced(shown.text, "  "))
    yield ""


def linked(text: str) -> str:
    """Text as Markdown shows it, with what it refers to as links."""
    return "".join(f"[{safe(one.words)}]({one.link})" if one.link else safe(one.words) for one in pieces(text))


def fenced(text: str, indent: str = "") -> list[str]:
    """A block of code, whose fence is longer than any in it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [indent + fence, *(indent + plain(line) for line in text.splitlines()), indent + fence]


def safe(text: str) -> str:
    """Text that Markdown shows as it is."""
    return MARKS.sub(r"\\\1", plain(text))
