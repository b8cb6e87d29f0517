"""The pages are in step with the code: rules, scenarios, rooms, names, tables, the command's own help."""

import importlib
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from arpwatch_k8s.cli.app import OFFERED
from arpwatch_k8s.cli.manual import pages as manual_pages
from arpwatch_k8s.diagnosis.rules import RULES
from arpwatch_k8s.lint.checks import CHECKS
from docs import make_checks, make_metrics
from docs.make_figures import scenario
from docs.make_index import decisions_index, index, rules_index

IDS = [rule.id for rule in RULES]
HEADINGS = ["What", "Why it happens", "Evidence", "Confused with", "Remedy", "Scenario"]
WARNED = {rule for check in CHECKS for rule in check.rules}
"""Rules of which lint could have told before."""
LINK = re.compile(r"\[[^\]]*\]\(([^)]+)\)")
NAME = re.compile(r"`((?:[a-z_0-9]+\.)+[A-Za-z_]+)`")
MOST_BYTES = 3_000_000


def pages(repo: Path) -> dict[str, str]:
    """The rules' pages."""
    return {path.stem: path.read_text() for path in (repo / "docs/rules").glob("*.md") if path.name != "README.md"}


def test_every_rule_has_its_page_and_every_page_its_rule(repo: Path) -> None:
    assert sorted(pages(repo)) == sorted(IDS)


@pytest.mark.parametrize("rule", IDS)
def test_a_rules_page_says_all_that_it_should(repo: Path, rule: str) -> None:
    text = pages(repo)[rule]
    assert text.startswith(f"# {rule}\n\n")
    before = ["Before it fails"] * (rule in WARNED)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [*HEADINGS[:-1], *before, HEADINGS[-1]]
    parts = re.split(r"^## .+$", text, flags=re.MULTILINE)
    assert all(len(part.split()) >= 3 for part in parts)
    assert all(len(line) <= 120 for line in text.splitlines())
    folder = scenario(rule)
    assert (f"figures/{rule}.png" in text) == (folder is not None)
    assert (repo / f"docs/rules/figures/{rule}.png").exists() == (folder is not None)


@pytest.mark.parametrize("rule", IDS)
def test_scenarios_show_the_rule_and_near_misses_do_not(repo: Path, rule: str) -> None:
    staged, _, near = " ".join(pages(repo)[rule].partition("## Scenario")[2].split()).partition("near miss")
    for part, told in ((staged, True), (near, False)):
        for link in LINK.findall(part):
            expected = repo / "captures" / Path(link).name / "expected.toml"
            present = tomllib.loads(expected.read_text())["findings"]["present"]
            assert (rule in present) == told, expected


def test_every_link_leads_somewhere(repo: Path) -> None:
    for page in (repo / "docs").rglob("*.md"):
        for link in LINK.findall(page.read_text()):
            if not link.startswith("http"):
                assert (page.parent / link.partition("#")[0]).exists(), (page, link)


def test_pages_of_checks_are_made_from_the_checks_and_no_others_are_there(repo: Path) -> None:
    """Remake them with: make docs"""
    made = make_checks.pages()
    assert {path: path.read_text(encoding="utf-8") for path in made} == made
    assert set((repo / "docs/checks").glob("*.md")) <= set(made)
    assert all(len(line) <= 120 for text in made.values() for line in text.splitlines() if "](" not in line)


def test_the_table_of_metrics_is_made_from_what_is_measured() -> None:
    """Remake it with: make docs"""
    text = make_metrics.PAGE.read_text(encoding="utf-8")
    assert make_metrics.page(text) == text
    assert "arpwatch_k8s_vip_owner_info" in text


def test_checks_name_rules_that_are_there() -> None:
    assert {rule for check in CHECKS for rule in check.rules} - set(IDS) == set()


def test_a_rules_page_names_the_checks_that_would_have_warned(repo: Path) -> None:
    text = pages(repo)["two-controllers"]
    assert "[two-service-controllers](../checks/two-service-controllers.md) (critical)" in text
    assert make_checks.with_checks(text, "two-controllers") == text
    assert "Before it fails" not in make_checks.with_checks(text, "no-such-rule")


def test_indexes_are_those_that_the_pages_make(repo: Path) -> None:
    """Remake them with: make docs"""
    assert (repo / "docs/rules/README.md").read_text() == rules_index()
    assert (repo / "docs/decisions/README.md").read_text() == decisions_index()
    assert (repo / "docs/README.md").read_text() == index()
    named = {(repo / "docs" / link).resolve() for link in LINK.findall(index())}
    assert {path for path in (repo / "docs").glob("*.md") if path.name != "README.md"} <= named


def test_the_architecture_page_names_every_room_and_nothing_that_is_not_there(repo: Path) -> None:
    text = (repo / "docs/architecture.md").read_text()
    layers = tomllib.loads((repo / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]["layers"]
    rooms = {room.strip(" ()") for layer in layers for room in layer.split("|")}
    there = {room for room in rooms if list((repo / "arpwatch_k8s").glob(f"{room}*"))}
    assert {room for room in there if f"`{room}`" in text} == there
    for name in NAME.findall(text):
        if name.endswith((".pcapng", ".py")):
            continue
        module, _, attribute = name.rpartition(".")
        assert hasattr(importlib.import_module(f"arpwatch_k8s.{module}"), attribute), name


def test_the_man_pages_are_made_from_the_commands_own_help(repo: Path) -> None:
    """Remake them with: make docs"""
    made = manual_pages()
    assert {path.name: path.read_text() for path in (repo / "docs/man").iterdir()} == made
    assert made.keys() == {"arpwatch-k8s.1", *(f"arpwatch-k8s-{offered.run.__name__}.1" for offered in OFFERED)}


def test_a_man_page_says_how_its_command_may_end_and_no_other(repo: Path) -> None:
    found = {}
    for name in ("lint", "watch", "show"):
        text = (repo / f"docs/man/arpwatch-k8s-{name}.1").read_text().partition(".SH EXIT STATUS")[2]
        found[name] = re.findall(r"^\.B (\d+)$", text, re.MULTILINE)
    assert found["lint"] == ["0", "1", "2", "3", "4", "70", "130"]
    assert found["watch"] == ["0", "2", "3", "70", "75", "130"]
    assert found["show"] == ["0", "2", "3", "70", "130"]
    whole = (repo / "docs/man/arpwatch-k8s.1").read_text()
    assert "of analyze and lint: findings at or above \\-\\-fail\\-on (wins over 4); of compare: " in whole


def test_no_line_of_a_man_page_is_a_request_by_mistake(repo: Path) -> None:
    requests = {"TH", "SH", "TP", "B", "BR"}
    for path in (repo / "docs/man").iterdir():
        lines = [line for line in path.read_text().splitlines() if line.startswith((".", "'"))]
        assert {line.partition(" ")[0] for line in lines} <= {f".{name}" for name in requests}, path


@pytest.mark.groff
def test_groff_has_nothing_to_complain_about(repo: Path) -> None:
    for page in sorted((repo / "docs/man").iterdir()):
        done = subprocess.run(
            ["groff", "-man", "-ww", "-z", "-Tutf8", str(page)], capture_output=True, text=True, check=True
        )
        assert (page.name, done.stderr) == (page.name, "")


def test_the_docs_stay_small(repo: Path) -> None:
    assert sum(path.stat().st_size for path in (repo / "docs").rglob("*") if path.is_file()) < MOST_BYTES
