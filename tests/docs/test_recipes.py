"""What newcomers are told to touch and to run is there."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.conftest import REPO

RECIPES = (REPO / "docs/development.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (Adding [^\n]+)\n(.*?)(?=^## |\Z)", RECIPES, re.DOTALL | re.MULTILINE))
ROW = re.compile(r"^\| ((?:`[^`]+`(?:, )?)+) \|", re.MULTILINE)
IN_TEXT = re.compile(r"^\d\. `([^`]+)`", re.MULTILINE)
MADE_UP = re.compile(r"stuck[-_]switch|stuck_pool|haproxy_http|flapping\.py|ppi|brief\.py|NAME")
"""The examples of the recipes: what they add."""
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (REPO / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
NAMED_TARGET = re.compile(r"(?:`|^ {4}|\"|&& )make ((?:[a-z][a-z-]*)(?: [a-z-]+)*)", re.MULTILINE)
FORMS = [path for path in sorted((REPO / ".github/ISSUE_TEMPLATE").glob("*.yml")) if path.name != "config.yml"]
WORKFLOWS = sorted((REPO / ".github/workflows").glob("*.yml"))
WANTED = {"a rule", "a log source", "a check", "a sink", "a scenario", "a link type"}


def anchor(heading: str) -> str:
    """How a link names a heading."""
    return re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")


def touched(section: str) -> list[str]:
    """Files that a recipe names."""
    return [name for row in ROW.findall(section) for name in re.findall(r"`([^`]+)`", row)] + IN_TEXT.findall(section)


def test_there_is_a_recipe_for_what_is_added_again_and_again() -> None:
    assert {f"Adding {name}" for name in WANTED} <= SECTIONS.keys()


@pytest.mark.parametrize("heading", [heading for heading, text in SECTIONS.items() if touched(text)])
def test_a_recipe_names_files_that_are_there_or_their_room(heading: str) -> None:
    names = touched(SECTIONS[heading])
    assert len(names) > 3
    for name in names:
        path = REPO / name
        there = next(part for part in (path, *path.parents) if not MADE_UP.search(part.as_posix()))
        assert there.exists(), name


def test_the_way_in_leads_to_recipes_that_are_there() -> None:
    text = (REPO / "CONTRIBUTING.md").read_text(encoding="utf-8")
    led = set(re.findall(r"docs/development\.md#([a-z-]+)", text))
    assert led == {anchor(heading) for heading in SECTIONS} & led
    assert {anchor(f"Adding {name}") for name in WANTED} <= led


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "SUPPORT.md", "CODE_OF_CONDUCT.md", "SECURITY.md"])
def test_what_the_pages_in_front_lead_to_is_there(name: str) -> None:
    links = re.findall(r"\]\((?!https:)([^)#]+)[^)]*\)", (REPO / name).read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (REPO / link).exists()] == []


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/development.md", ".devcontainer/devcontainer.json"])
def test_targets_that_are_named_are_there(name: str) -> None:
    named = {
        target for run in NAMED_TARGET.findall((REPO / name).read_text(encoding="utf-8")) for target in run.split()
    }
    assert named
    assert named - TARGETS == set()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_no_more_than_it_must_and_runs_what_is_there(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    commands = []
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] > 0
        commands += [step["run"] for step in job["steps"] if "run" in step]
        assert all(("run" in step) != ("uses" in step) for step in job["steps"])
    made = [words[1] for words in map(shlex.split, commands) if words[0] == "make"]
    assert set(made) <= TARGETS
    assert made or ".ci/run" in commands


def test_each_python_that_is_supported_is_tested() -> None:
    tested = yaml.safe_load((REPO / ".github/workflows/test.yml").read_text(encoding="utf-8"))["jobs"]
    versions = tested["quick"]["strategy"]["matrix"]["python"]
    oldest = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert versions == ["3.11", "3.12", "3.13", "3.14"]
    assert oldest == f">={versions[0]}"


def test_a_release_is_published_without_a_password_and_attested() -> None:
    jobs = yaml.safe_load((REPO / ".github/workflows/release.yml").read_text(encoding="utf-8"))["jobs"]
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert jobs["publish"]["steps"][-1]["with"] == {"attestations": True}
    assert "secrets." not in str(jobs)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_is_one_that_can_be_filled_in(path: Path) -> None:
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert {"name", "description", "body"} <= form.keys()
    asked = [field for field in form["body"] if field["type"] != "markdown"]
    assert {field["type"] for field in asked} <= {"textarea", "input", "dropdown", "checkboxes"}
    assert len({field["id"] for field in asked}) == len(asked)
    assert all(field["attributes"]["label"] for field in asked)
    assert any(field.get("validations", {}).get("required") for field in asked)


def test_who_reports_a_wrong_verdict_is_asked_for_frames_that_may_be_shown() -> None:
    text = (REPO / ".github/ISSUE_TEMPLATE/wrong-verdict.yml").read_text(encoding="utf-8")
    assert "arpwatch-k8s evidence CAPTURE --cited --anonymize -w" in text


def test_hooks_of_pre_commit_run_tools_of_the_lock() -> None:
    (repo,) = yaml.safe_load((REPO / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    for hook in repo["hooks"]:
        program, *arguments = shlex.split(hook["entry"])
        assert program.startswith(".venv/bin/")
        assert [name for name in arguments if name.startswith("tests/") and not (REPO / name).exists()] == []
