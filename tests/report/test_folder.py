"""The case folder: complete or not there, the same bytes for the same input, safe to open."""

import csv
import hashlib
import json
import re
import shutil
from datetime import UTC
from pathlib import Path

import pandas as pd
import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.plotter import Look, timeline_pages
from arpwatch_k8s.report import folder
from arpwatch_k8s.report.annotated import write_cited
from arpwatch_k8s.report.tables.all import TABLES
from tests.conftest import REPO
from tests.plotter.results import incident, result
from tests.report.told import FAILED, LISTED, told

SCENARIO = REPO / "captures" / "service-not-programmed"
COMMAND = ("arpwatch-k8s", "report", "proxy.pcapng", "-o", "case")


def made(target: Path, *, force: bool = False, **nodes: str) -> Path:
    a = aw.analyze(SCENARIO / "proxy.pcapng", logs=f"{SCENARIO / 'nginx-error.log'}@UTC", nodes=nodes)
    folder.write(a.result, str(target), zone=UTC, force=force, command=COMMAND)
    return target


def digests(target: Path) -> dict[str, str]:
    files = sorted(path for path in target.rglob("*") if path.is_file())
    return {str(path.relative_to(target)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("a") / "case")


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One with a node whose name is a formula, and markup."""
    return made(tmp_path_factory.mktemp("odd") / "case", **{'=HYPERLINK("http://x")<b>[x](http://x)': "192.0.2.22"})


def test_the_same_input_gives_the_same_bytes_in_an_empty_folder_as_in_a_new_one(case: Path, tmp_path: Path) -> None:
    (tmp_path / "two").mkdir()
    assert digests(case) == digests(made(tmp_path / "two"))


def test_it_holds_what_it_promises(case: Path) -> None:
    expected = {"report.html", "report.md", "analysis.json", "manifest.json"}
    expected |= {f"timeline.{suffix}" for suffix in ("svg", "png", "pdf")}
    expected |= {f"tables/{name}.{form}" for name in TABLES for form in ("csv", "parquet")}
    assert expected <= digests(case).keys()
    manifest = json.loads((case / "manifest.json").read_text())
    assert manifest["command"] == list(COMMAND)
    digest = hashlib.sha256((SCENARIO / "proxy.pcapng").read_bytes()).hexdigest()
    assert manifest["inputs"][0]["sha256"] == digest
    assert manifest["versions"]["arpwatch-k8s"] == aw.__version__


def test_an_existing_folder_is_refused_and_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "case"
    target.mkdir()
    (target / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="exists, and is not empty"):
        made(target)
    assert [path.name for path in tmp_path.iterdir()] == ["case"]
    assert (target / "mine.txt").read_text() == "mine"


def test_force_replaces_reports_alone(case: Path, tmp_path: Path) -> None:
    target = tmp_path / "case"
    shutil.copytree(case, target)
    (target / "report.md").write_text("of before")
    with pytest.raises(UsageError, match="exists, and is not empty"):
        made(target)
    made(target, force=True)
    assert digests(target) == digests(case)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds something else than a report"):
        made(tmp_path / "home", force=True)
    assert (tmp_path / "home" / "mine.txt").read_text() == "mine"


def test_tables_are_what_the_analysis_has_and_no_cell_is_a_formula(odd: Path) -> None:
    a = aw.analyze(SCENARIO / "proxy.pcapng", keep="all")
    with (odd / "tables" / "connections.csv").open(newline="") as stream:
        rows = list(csv.reader(stream))
    assert len(rows) == len(a.connections) + 1
    assert len(pd.read_parquet(odd / "tables" / "connections.parquet")) == len(a.connections)
    for path in (odd / "tables").glob("*.csv"):
        with path.open(newline="") as stream:
            cells = [cell for row in csv.reader(stream) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    epochs = (odd / "tables" / "epochs.csv").read_text()
    assert "HYPERLINK" in epochs


def test_markdown_tells_the_verdict_and_its_figure_and_nothing_in_it_is_markup(odd: Path) -> None:
    text = (odd / "report.md").read_text()
    assert text.startswith("# ROOT CAUSE: service-not-programmed\n")
    assert "![The ownership timeline](timeline.svg)" in text
    assert "\\<b\\>\\[x\\]" in text
    prose = re.sub(r"^ *(```+)$.*?^ *\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    assert "<b>[x]" not in prose


@pytest.mark.parametrize("dated", [True, False])
def test_a_case_of_text_alone_has_its_folder_but_no_frames(tmp_path: Path, dated: bool) -> None:
    (tmp_path / "in").mkdir()
    result = told(tmp_path / "in", LISTED, FAILED, dated=dated)
    written = folder.write(result, str(tmp_path / "out"), zone=UTC, force=False)
    assert written.evidence is None
    assert written.lacks == f"{tmp_path / 'out'} has no evidence.pcapng: no frames were read"
    markdown = (written.page.parent / "report.md").read_text()
    assert "1. Both say so. \\[before.txt line 4; after.txt line 4\\]" in markdown
    assert ("without a time" in (written.page.parent / "timeline.svg").read_text()) is not dated
    page = written.page.read_text()
    assert all(f'id="line-{place}"' in page for place in ("0-4", "1-4", "2-1", "2-9"))
    article = page[page.index("<article") : page.index("</article>")]
    assert "1970" not in article
    assert ("00:00:00.000" in article, "22:54:00.000" in article) == (False, dated)
    manifest = json.loads((written.page.parent / "manifest.json").read_text())
    assert [one["kind"] for one in manifest["inputs"]] == ["log"] * 3
    with pytest.raises(InputError, match="there are no frames"):
        write_cited(result, str(tmp_path / "x.pcapng"))


def test_a_figure_of_more_pages_than_asked_for_is_of_fewer_vips() -> None:
    crowd = result(*(incident(vip=f"198.51.100.{number}") for number in range(30)))
    look, whole = folder.drawn(crowd, Look(), 1 << 10)
    assert (look, whole) == (Look(), timeline_pages(crowd))
    assert folder.drawn(crowd, Look(), len(whole)) == (look, whole)
    assert len(folder.drawn(crowd, Look(), len(whole) - 1)[1]) < len(whole)
