"""A comparison as Markdown, for a wiki or a pull request; the figure stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from arpwatch_k8s.comparison.causes import AFTER, BEFORE
from arpwatch_k8s.comparison.record import Changed, ComparedVip, Comparison
from arpwatch_k8s.comparison.shown.crowded import told
from arpwatch_k8s.comparison.shown.rows import rows
from arpwatch_k8s.comparison.shown.text import FATES, HEADLINES, about
from arpwatch_k8s.report.answers import sentence
from arpwatch_k8s.report.formats.markdown import safe


def markdown(found: Comparison, zone: tzinfo, figure: str) -> str:
    """The page; `figure` is the name of the picture beside it, "" for none."""
    return "\n".join(lines(found, zone, figure)) + "\n"


def lines(found: Comparison, zone: tzinfo, figure: str) -> Iterator[str]:
    """Line by line."""
    yield from (f"# {HEADLINES[found.answer]}", "", sentence(safe(found.summary)), "")
    for name, side in ((BEFORE, found.before), (AFTER, found.after)):
        yield f"- **{name}** {sentence(safe(about(side, zone)))}"
    yield from (["", f"![Both sides on one scale]({figure})"] if figure else [])
    some = told(found)
    for one in some.vips:
        yield from ("", f"## {safe(one.pair.vip)}: {HEADLINES[one.answer].lower()}", "")
        yield from (sentence(safe(one.why)), "") if len(found.vips) > 1 else ()
        yield from table(one, found)
        yield from ([""] if one.changed else [])
        yield from (cause(each) for each in one.changed)
    for words in filter(None, (some.left_words, some.quiet_words)):
        yield from ("", sentence(safe(words)))
    if found.caveats:
        yield from ("", "## Bear in mind", "", *(f"- {sentence(safe(words))}" for words in found.caveats))


def table(one: ComparedVip, found: Comparison) -> Iterator[str]:
    """Both sides of one VIP."""
    yield from (f"| | {BEFORE} | {AFTER} | differ? |", "|---|---|---|---|")
    for row in rows(one, found.before, found.after):
        yield f"| {row.label} | {safe(row.before)} | {safe(row.after)} | {safe(row.told)} |"


def cause(each: Changed) -> str:
    """What became of one cause."""
    parts = [f"{each.why[0].upper()}{each.why[1:]}"] if each.why else []
    parts += [f"{name}: {side.summary}" for name, side in ((BEFORE, each.before), (AFTER, each.after)) if side]
    return f"- {FATES[each.fate]}: **{safe(each.rule)}**. {' '.join(sentence(safe(words)) for words in parts)}"
