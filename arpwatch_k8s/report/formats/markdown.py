"""The report as Markdown, for a wiki or a pull request; the figure stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import tzinfo
from typing import Final

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.report.answers import answers, sentence
from arpwatch_k8s.report.crowded import caveats, first_and_last_inputs, ruled_out, told_findings
from arpwatch_k8s.report.filters import Means, filters
from arpwatch_k8s.report.formats.text import HEADLINES, foretold
from arpwatch_k8s.report.manifest import digest_words
from arpwatch_k8s.report.paragraphs import NO_TIME, cited
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.times import clock, day
from arpwatch_k8s.wording.value import JsonValue

IN_FULL: Final = "all are in analysis.json"
MARKS: Final = re.compile(r"([\\`*_{}\[\]<>#|~!])")


def markdown(result: Result, zone: tzinfo, *, made: dict[str, JsonValue], figure: str) -> str:
    """The page; `figure` is the name of the picture beside it, `made` the manifest."""
    return "\n".join(lines(result, zone, made, figure)) + "\n"


def lines(result: Result, zone: tzinfo, made: dict[str, JsonValue], figure: str) -> Iterator[str]:
    """Line by line."""
    verdict = result.verdict
    yield f"# {HEADLINES[verdict.outcome]}{f': {verdict.cause}' if verdict.cause else ''}"
    yield from ("", sentence(safe(verdict.summary)), "")
    if result.case.start is not None and result.case.end is not None:
        yield from (
            f"{day(result.case.start, zone)}, {clock(result.case.start, zone)} - {clock(result.case.end, zone)}",
            "",
        )
    for about in answers(result, zone):
        yield from ([f"## VIP {about.vip}", ""] if about.vip else [])
        for told in about.answers:
            yield f"- **{told.question}** {sentence(safe(told.answer))}"
            yield from (line for code in told.code for line in fenced(code, "  "))
        yield ""
    yield from ("## Who owned it when", "", f"![The ownership timeline]({figure})", "", "## Why: the argument", "")
    if not verdict.findings:
        yield from ("No rule found a cause.", "")
    findings, left = told_findings(verdict)
    for number, item in enumerate(findings, 1):
        yield from argument(result, item, number, zone)
    yield from (f"{plural(left, 'more finding')}: {IN_FULL}", "") if left else ()
    if verdict.ruled_out:
        reasons, left = ruled_out(verdict)
        yield from ("### Considered and ruled out", "")
        yield from (f"- **{one.rules[0]}** for {one.vips}: {safe(one.why)}" for one in reasons)
        yield from (f"- {plural(left, 'more reason')}: {IN_FULL}",) if left else ()
        yield ""
    cautions, left = caveats(verdict)
    if cautions:
        yield from ("## What these captures cannot answer", "", *(f"- {safe(words)}" for words in cautions))
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


def input_row(one: JsonValue) -> str:
    """One input of a manifest as a row."""
    read = one if isinstance(one, dict) else {}
    return f"| {read['kind']} | {safe(str(read['path']))} | {safe(digest_words(read))} |"


def argument(result: Result, item: Finding, number: int, zone: tzinfo) -> Iterator[str]:
    """One finding."""
    span = " - ".join(clock(time, zone) for time in item.times) if item.times else NO_TIME
    yield from (f"### {number}. {item.rule}", "", f"{item.severity}, {item.confidence} confidence; {item.vip}, {span}")
    yield from ("", sentence(safe(item.summary)), "")
    for place, step in enumerate(item.because, 1):
        yield f"{place}. {sentence(safe(step.text))}{safe(cited(result, step))}"
    yield ""
    yield from (f"- but: {safe(words)}." for words in item.against)
    yield from (f"- missing: {safe(words)}." for words in item.missing)
    yield from (f"- or instead: {safe(words)}." for words in item.instead)
    yield f"- change: {safe(item.remedy)}"
    yield from ("- confirm:", *fenced(item.confirm, "  "))
    if item.checks and item.severity is not Severity.INFO:
        yield f"- lint: {safe(foretold(item))}"
    for shown in filters(result.case, item):
        named = shown.means is Means.WIRESHARK and len(result.case.captures) > 1
        name = f" ({safe(shown.name)})" if named else ""
        yield from (f"- {shown.means.value}{name}:", *fenced(shown.text, "  "))
    yield ""


def fenced(text: str, indent: str = "") -> list[str]:
    """A block of code, whose fence is longer than any in it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [indent + fence, *(indent + plain(line) for line in text.splitlines()), indent + fence]


def safe(text: str) -> str:
    """Text that Markdown shows as it is."""
    return MARKS.sub(r"\\\1", plain(text))
