"""`windows()`: what programs get of a data set, window by window."""

import subprocess
import sys

import pandas as pd
import pytest

import arpwatch_k8s as aw
from tests.periods.whole import HOUR_NS, episodes, kept_as


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> aw.Windows:
    made = kept_as(tmp_path_factory.mktemp("days"), episodes("healthy", "handover-slow", apart_ns=3 * HOUR_NS), files=2)
    return aw.windows(made, every="1h", workers=2)


def test_moves_and_what_they_cost_are_a_table(looked: aw.Windows) -> None:
    costly = looked.moves[looked.moves["cost"] == "something"]
    assert costly["rule"].tolist() == ["handover-slow"]
    assert costly["outage"].between(6, 7).all()
    assert costly["time"].dtype == pd.DatetimeTZDtype("ns", "UTC")


def test_all_tables_have_their_rows(looked: aw.Windows) -> None:
    assert len(looked.windows) == 2
    assert looked.windows["attempts"].sum() == looked.attempts["attempts"].sum() > 200
    assert len(looked.outages) == 1
    assert len(looked.contests) == 0
    assert "changes" in looked.contests
    assert looked.findings["rule"].isin(["handover-slow", "handover"]).all()
    assert repr(looked) == f"<2 windows, {len(looked.moves)} moves, {len(looked.incidents)} incidents>"


def test_the_text_and_the_document_are_the_commands(looked: aw.Windows) -> None:
    assert looked.to_dict()["failed_count"] == looked.windows["failed"].sum()
    assert "Moves" in looked.text()


@pytest.mark.parametrize("wrong", [{"every": "soon"}, {"start": "soon"}, {"tz": "Mars"}, {"vip": "no address"}])
def test_what_makes_no_sense_is_refused(looked: aw.Windows, wrong: dict[str, str]) -> None:
    with pytest.raises(aw.UsageError):
        aw.windows(looked.result.folder, **wrong)  # type: ignore[arg-type]


def test_without_pyarrow_all_else_works_and_windows_say_what_is_missing() -> None:
    script = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "pyarrow":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Missing())
import importlib.util
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "pyarrow" else real(name, *rest)
import arpwatch_k8s as aw
print(aw.analyze.__name__, aw.Windows.__name__)
try:
    aw.windows("set")
except aw.UsageError as error:
    print(error.what)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "analyze Windows",
        "a data set needs the package pyarrow, which is not installed",
    ]
