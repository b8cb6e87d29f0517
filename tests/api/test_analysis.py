"""The properties of an analysis that are tables."""

from functools import cached_property
from inspect import getattr_static

import pandas as pd
import pytest

from arpwatch_k8s.api import Analysis
from arpwatch_k8s.report.tables.all import TABLES
from arpwatch_k8s.report.tables.ownership.epochs import EPOCHS
from arpwatch_k8s.report.tables.table import documentation
from tests.plotter.results import incident, result


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
