"""`compare()`: two analyses side by side, as a DataFrame, a text and a figure."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any

from arpwatch_k8s.analysis.given import numbers_of
from arpwatch_k8s.api.analysis import Analysis
from arpwatch_k8s.api.entry import analyze, several
from arpwatch_k8s.api.zone import zone_of
from arpwatch_k8s.comparison import Answer, Comparison, Side, missed, side_of
from arpwatch_k8s.comparison import compare as compare_sides
from arpwatch_k8s.comparison.record import ComparedVip, Fate
from arpwatch_k8s.comparison.shown import document, text
from arpwatch_k8s.comparison.sides.opening import document as document_in
from arpwatch_k8s.comparison.sides.opening import document_path
from arpwatch_k8s.comparison.sides.side import Station
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.evidence.addresses import number_text
from arpwatch_k8s.remote.address import shown
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.value import JsonValue
from arpwatch_k8s.wording.wrapping import WIDTH

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Given = str | os.PathLike[str] | Analysis | Mapping[str, Any]


def compare(
    before: Given,
    after: Given,
    *,
    vip: str | Sequence[str] = (),
    nodes: Mapping[str, str | Sequence[str]] | None = None,
) -> Compared:
    """Hold two analyses side by side: what changed, and whether the frames show it.

    before, after: each an `Analysis`, its `to_dict()`, or a path: a capture, a case, a report's folder, its
    analysis.json. vip and nodes are as `analyze` takes them, for what is analyzed here. Raises UsageError for arguments
    that make no sense and InputError for what cannot be read.
    """
    vips = [number_text(number) for number in numbers_of(several(vip))]
    (first, first_again), (second, second_again) = (
        side(given, name, vips, nodes) for given, name in ((before, "before"), (after, "after"))
    )
    of_first, of_second = missed(first, second), missed(second, first)
    if of_first and first_again and not vips:
        first, _ = side(before, "before", of_first, nodes)
    if of_second and second_again and not vips:
        second, _ = side(after, "after", of_second, nodes)
    return Compared(compare_sides(first, second))


def side(
    given: Given, name: str, vips: Sequence[str], nodes: Mapping[str, str | Sequence[str]] | None
) -> tuple[Side, bool]:
    """One side, and whether it can be analyzed again; `name` is what it is called where no path says it."""
    if isinstance(given, Analysis):
        captures = given.result.case.captures
        return side_of(given.to_dict(), ", ".join(info.path for info in captures[:2]) or name, vips), False
    if isinstance(given, Mapping):
        return side_of(given, name, vips), False
    source = os.fspath(given)
    path = document_path(source)
    if path is not None:
        return side_of(document_in(path), source, vips), False
    found = analyze(given, vip=vips, nodes=nodes)
    return side_of(found.to_dict(), shown(source)), found.result.repeatable


class Compared:
    """Two analyses, compared. `result` is the plain record behind it."""

    def __init__(self, result: Comparison) -> None:
        self.result = result

    @property
    def answer(self) -> Answer:
        """How AFTER stands to BEFORE: better, no-difference, cannot-tell, mixed, worse."""
        return self.result.answer

    @property
    def summary(self) -> str:
        """The answer in a sentence."""
        return self.result.summary

    @property
    def caveats(self) -> tuple[str, ...]:
        """What to bear in mind."""
        return self.result.caveats

    def table(self) -> pd.DataFrame:
        """One row a VIP and segment: its answer, each measure of both sides (`before_`, `after_`; durations in
        seconds), the difference of the failed shares with its 95 % interval, causes that are gone, new, in both, or
        that one side could not have shown."""
        import pandas as pd

        return pd.DataFrame([row(one) for one in self.result.vips], columns=list(COLUMNS))

    def text(self, tz: str | tzinfo = UTC, width: int = WIDTH) -> str:
        """What the command prints, times in `tz`, `width` columns."""
        return text.text(self.result, zone_of(tz), width)

    def to_dict(self) -> dict[str, JsonValue]:
        """The document that `--format json` writes."""
        return document.document(self.result)

    def figure(self, *, tz: str | tzinfo = UTC, title: str | None = None, page: int = 1) -> Figure:
        """Both sides on one scale, as a matplotlib Figure. UsageError: there is no such page, or nothing to draw."""
        from arpwatch_k8s.comparison.shown.figure import pages
        from arpwatch_k8s.plotter.painters.paint import paint
        from arpwatch_k8s.plotter.setting import Look

        made = pages(self.result, Look(tz=zone_of(tz), title=title))
        if not 1 <= page <= len(made):
            raise UsageError(f"figure(): there is no page {page}", fix=f"Give a page from 1 to {len(made)}.")
        return paint(made[page - 1])

    def __repr__(self) -> str:
        return f"<{self.result.answer.value}: {self.result.before.name} to {self.result.after.name}>"


MEASURES = ("attempts", "failed", "retried", "moves", "contests", "outages", "outage_least_s", "outage_s", "incidents")
COLUMNS = (
    *("vip", "segment", "answer"),
    *(f"{side}_{measure}" for measure in MEASURES for side in ("before", "after")),
    *("failed_state", "difference", "difference_low", "difference_high", "attempts_needed"),
    *(fate.value for fate in Fate),
    "why",
)


def row(one: ComparedVip) -> dict[str, object]:
    """The columns of one VIP."""
    shares = one.shares
    return {
        "vip": one.pair.vip,
        "segment": one.pair.segment,
        "answer": one.answer.value,
        **measures("before", one.pair.before),
        **measures("after", one.pair.after),
        "failed_state": shares.state.value if shares else None,
        "difference": shares.difference if shares else None,
        "difference_low": shares.low if shares else None,
        "difference_high": shares.high if shares else None,
        "attempts_needed": shares.needed if shares else None,
        **{fate.value: [each.rule for each in one.changed if each.fate is fate] for fate in Fate},
        "why": one.why,
    }


def measures(side: str, station: Station | None) -> dict[str, object]:
    """What one side measures of a VIP; nothing where it does not have it."""
    if station is None:
        return {}
    values = (
        *(station.attempts, station.failed, station.retried, station.moves, station.contest_count),
        *(station.outages.count, station.outages.least_ns / NS, station.outages.most_ns / NS, station.incidents),
    )
    return {f"{side}_{name}": value for name, value in zip(MEASURES, values, strict=True)}
