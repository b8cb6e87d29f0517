"""The properties of an analysis that are tables."""

from dataclasses import replace
from functools import cached_property
from inspect import getattr_static
from pathlib import Path
from pydoc import plaintext, render_doc
from typing import cast

import pandas as pd
import pytest
from matplotlib.dates import num2date
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from arpwatch_k8s.api import Analysis, analyze
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.report.tables.all import TABLES
from arpwatch_k8s.report.tables.ownership.epochs import EPOCHS
from arpwatch_k8s.report.tables.table import documentation
from arpwatch_k8s.thresholds import DEFAULTS
from tests.plotter.results import busy, incident, nothing, result


def test_every_table_is_a_property_and_beside_them_there_is_the_evidence() -> None:
    kept = {name for name, value in vars(Analysis).items() if isinstance(value, cached_property)}
    assert kept == {*TABLES, "evidence"}


@pytest.mark.parametrize("name", sorted(set(TABLES) - {"connections"}))
def test_help_on_a_property_says_what_its_columns_hold(name: str) -> None:
    assert getattr_static(Analysis, name).__doc__ == documentation(TABLES[name])
    assert all(f"{column.name} (" in documentation(TABLES[name]) for column in TABLES[name].columns)


def test_a_property_is_its_table_and_is_made_once() -> None:
    analysis = Analysis(result(incident()))
    pd.testing.assert_frame_equal(analysis.epochs, EPOCHS.frame(analysis.result))
    assert analysis.epochs is analysis.epochs


def test_a_table_without_rows_has_the_dtypes_of_one_with_rows(repo: Path) -> None:
    none, some = Analysis(nothing(), keep="all"), analyze(repo / "captures" / "two-controllers", keep="all")
    nullable = {"Int64": "int64", "boolean": "bool"}
    for name in TABLES:
        empty, full = getattr(none, name), getattr(some, name)
        kinds = {column: nullable.get(str(dtype), str(dtype)) for column, dtype in full.dtypes.items()}
        assert {column: str(dtype) for column, dtype in empty.dtypes.items()} == kinds, name


def test_what_is_printed_of_it_is_short() -> None:
    analysis = Analysis(busy())
    for shown in (analysis, analysis.verdict, analysis.verdict.findings[0], DEFAULTS):
        assert len(repr(shown)) < 120
    assert repr(DEFAULTS) == "Thresholds()"
    assert repr(replace(DEFAULTS, contest_changes=4)) == "Thresholds(contest_changes=4)"


def test_help_on_analyze_fits_a_screen() -> None:
    described = render_doc(analyze, renderer=plaintext)
    assert sum(1 + len(line) // 80 for line in described.splitlines()) <= 24


def test_a_report_is_written_into_an_empty_folder_and_not_over_another(tmp_path: Path, repo: Path) -> None:
    analysis = analyze(repo / "captures" / "healthy" / "proxy.pcapng")
    written = analysis.report(tmp_path / "case", tz="Asia/Tokyo")
    assert written.page.is_file()
    with pytest.raises(UsageError, match="exists"):
        analysis.report(tmp_path / "case")
    analysis.report(tmp_path / "case", force=True)


def test_tracks_are_drawn_on_axes_of_the_user(repo: Path) -> None:
    analysis = analyze(repo / "captures" / "two-vips-one-sick" / "proxy.pcapng")
    figure = Figure()
    axes = figure.add_subplot()
    assert analysis.timeline(ax=axes, vip="192.0.2.81", tz="Asia/Tokyo") is figure
    lanes = [label.get_text() for label in axes.get_yticklabels()]
    assert {"claimed", "serving", "used by 192.0.2.10"} <= set(lanes)
    assert analysis.result.case.span is not None
    for edge, time in zip(axes.get_xlim(), analysis.result.case.span, strict=True):
        assert abs(num2date(edge) - pd.Timestamp(time, tz="UTC")) < pd.Timedelta("1ms")
    nobody_yet, held = (patch for patch in axes.patches if isinstance(patch, Rectangle) and patch.get_y() == -0.4)
    assert nobody_yet.get_x() + nobody_yet.get_width() == pytest.approx(held.get_x())
    assert held.get_x() + held.get_width() == pytest.approx(axes.get_xlim()[1])
    both = Figure().add_subplot()
    analysis.timeline(ax=both)
    assert "192.0.2.80 claimed" in [label.get_text() for label in both.get_yticklabels()]


def test_a_vip_that_was_not_seen_is_no_timeline() -> None:
    with pytest.raises(UsageError, match="was not seen"):
        Analysis(busy()).timeline(vip="192.0.2.199")


@pytest.mark.parametrize("zone", ["Mars", "", 5, None])
def test_a_zone_that_is_none_is_told(zone: object) -> None:
    with pytest.raises(UsageError, match="is no time zone"):
        Analysis(busy()).timeline(tz=cast(str, zone))


def test_the_tables_describe_themselves_as_tables(repo: Path) -> None:
    analysis = analyze(repo / "captures" / "two-controllers" / "proxy.pcapng")
    every = analysis.tables()
    assert list(every.index) == list(TABLES)
    assert every.loc["contests", "rows"] == len(analysis.contests) == 1
    described = analysis.tables("epochs")
    assert list(described.index) == list(analysis.epochs.columns)
    assert described.loc["mac", "type"] == "MAC"
    with pytest.raises(UsageError, match="there is no table 'epoch'"):
        analysis.tables("epoch")


def test_a_part_is_named_as_the_command_has_it(repo: Path) -> None:
    analysis = analyze(repo / "captures" / "healthy" / "proxy.pcapng")
    assert analysis.result.case.start is not None
    start = pd.Timestamp(analysis.result.case.start, tz="UTC")
    third = (start + pd.Timedelta("3s")).floor("us")
    drawn = []
    for begin in ("+3s", third.isoformat(), third.strftime("%H:%M:%S.%f"), third.to_pydatetime()):
        axes = Figure().add_subplot()
        analysis.timeline(ax=axes, start=begin)
        drawn.append(num2date(axes.get_xlim()[0]))
    assert all(abs(one - third) < pd.Timedelta("1ms") for one in drawn)
    with pytest.raises(UsageError, match="has no frame 999999"):
        analysis.timeline(start="frame 999999")
