"""A comparison as one page of HTML that needs nothing else: no network, no script, no other file.

It looks as the report does; every value is escaped.
"""

from __future__ import annotations

from datetime import tzinfo
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from arpwatch_k8s.comparison.causes import AFTER, BEFORE
from arpwatch_k8s.comparison.record import Comparison
from arpwatch_k8s.comparison.shown.crowded import told
from arpwatch_k8s.comparison.shown.rows import rows
from arpwatch_k8s.comparison.shown.text import FATES, HEADLINES, about
from arpwatch_k8s.report.answers import sentence
from arpwatch_k8s.report.manifest import digest_words
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.value import JsonValue

MOST_INPUTS: Final = 40
"""Files of a side that the page names; the manifest has all."""


def html(found: Comparison, zone: tzinfo, *, made: dict[str, JsonValue], svg: str) -> str:
    """The page. `made`: the manifest; `svg`: the figure, "" where there is none."""
    some = told(found)
    environment = Environment(
        loader=PackageLoader("arpwatch_k8s.comparison.shown"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["digest"] = digest_words
    environment.filters["plain"] = plain
    environment.filters["sentence"] = sentence
    environment.filters["first_up"] = lambda words: words[:1].upper() + words[1:]
    return environment.get_template("compare.html").render(
        found=found,
        headline=HEADLINES[found.answer],
        headlines=HEADLINES,
        fates=FATES,
        sides=[(BEFORE, about(found.before, zone)), (AFTER, about(found.after, zone))],
        vips=[(one, list(rows(one, found.before, found.after))) for one in some.vips],
        beside=[words for words in (some.left_words, some.quiet_words) if words],
        made=made,
        most_inputs=MOST_INPUTS,
        style="\n".join(style(*place) for place in STYLES),
        svg=svg[svg.index("<svg") :] if svg else "",
    )


STYLES: Final = (("arpwatch_k8s.report.formats", "report.css"), ("arpwatch_k8s.comparison.shown", "compare.css"))
"""The report's look, and what a comparison has beside it."""


def style(room: str, name: str) -> str:
    """A style sheet."""
    return (files(room) / "templates" / name).read_text(encoding="utf-8")
