"""The hook for pre-commit names the command as it is."""

import shlex
import tomllib
from pathlib import Path

import yaml

from tests.cli.command import run
from tests.cli.test_lint import POD
from tests.conftest import REPO

(HOOK,) = yaml.safe_load((REPO / ".pre-commit-hooks.yaml").read_text())


def test_the_hook_runs_the_command_that_is_installed(tmp_path: Path) -> None:
    command, *arguments = shlex.split(HOOK["entry"])
    assert command in tomllib.loads((REPO / "pyproject.toml").read_text())["project"]["scripts"]
    (tmp_path / "pod.yml").write_text(POD)
    done = run(*arguments, *HOOK["args"], cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "in 1 file" in done.stdout


def test_it_gets_the_whole_tree_and_no_names_of_files() -> None:
    assert (HOOK["pass_filenames"], HOOK["always_run"], HOOK["language"]) == (False, True, "python")


def test_the_page_names_the_hook() -> None:
    assert f"- id: {HOOK['id']}\n" in (REPO / "docs/lint.md").read_text()
