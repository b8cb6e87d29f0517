"""What the pages that lead by the hand have typed runs, and prints what they say that it prints.

Blocks marked `bash` are run as they are. Of those marked `console` the lines behind `$` are run, and the others must be
among what that prints, in their order; `...` stands for what is left out, in a line or between lines. What needs a live
interface or root stands in `sh`: of that, commands and options must be there.
"""

import os
import re
import subprocess
import sys
from datetime import UTC
from pathlib import Path
from typing import NamedTuple

import pytest

from arpwatch_k8s.monitor.settings import record_keys, work
from arpwatch_k8s.monitor.settings.file import read
from tests.conftest import REPO

PAGES = (
    *("docs/tutorial.md", "docs/howto/alerts.md", "docs/howto/lint-in-ci.md"),
    *("CONTRIBUTING.md", "docs/api.md", "docs/explanation/ownership.md"),
)
BLOCK = re.compile(r"^```(bash|console|sh)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"((?:[^\n]*\\\n)*[^\n]*)\n?(.*)", re.DOTALL)
"""A command, which goes on where its line ends in a backslash, and what follows it."""
OFFERED = {
    path.stem.removeprefix("arpwatch-k8s-"): path.read_text(encoding="utf-8").replace("\\-", "-")
    for path in (REPO / "docs/man").glob("arpwatch-k8s-*.1")
}
"""Manual pages by command."""
LED = [page for page in PAGES if "```console" in (REPO / page).read_text(encoding="utf-8")]


class Typed(NamedTuple):
    """A command, and what it is said to print; None where nothing is said."""

    command: str
    told: str | None


def typed(page: str) -> list[Typed]:
    """Everything that a page has typed, in its order."""
    found: list[Typed] = []
    for kind, text in BLOCK.findall((REPO / page).read_text(encoding="utf-8")):
        if kind == "bash":
            found.append(Typed(text, None))
        elif kind == "console":
            for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                found += [Typed(command, told) for command, told in COMMAND.findall(part)[:1]]
    return found


def missing(told: str, printed: str) -> list[str]:
    """Parts of what is said that are not among what was printed, where they should be."""
    said, lacking = " ".join(printed.split()), []
    for part in re.split(r"\.\.\.(?=\s|$)", told):
        words = " ".join(part.split())
        if words not in said:
            lacking.append(words)
        else:
            said = said[said.index(words) + len(words) :]
    return lacking


@pytest.mark.parametrize("page", LED)
def test_what_a_page_has_typed_runs_and_prints_what_it_says(page: str, tmp_path: Path) -> None:
    (tmp_path / "captures").symlink_to(REPO / "captures")
    here = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    known = os.pathsep.join(filter(None, [str(REPO), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PATH": here, "PYTHONPATH": known, "COLUMNS": "80", "TZ": "UTC"}
    steps = typed(page)
    assert len(steps) > 2
    for command, told in steps:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (command, done.stderr)
        if told is not None:
            assert missing(told, done.stdout) == [], command
    if any("captures/" in step.command for step in steps):  # typed at the top of the checkout
        assert {path.name for path in tmp_path.iterdir()} <= {"captures", "build"}


@pytest.mark.parametrize("page", PAGES)
def test_commands_that_a_page_names_have_the_options_that_it_gives_them(page: str) -> None:
    text = (REPO / page).read_text(encoding="utf-8").replace("\\\n", " ")
    for command, arguments in re.findall(r"(?:^ {4}|^[$-] |^|: |`)arpwatch-k8s ([a-z]+)([^\n`|]*)", text, re.MULTILINE):
        options = {option.partition("=")[0] for option in re.findall(r"(?<=\s)--?[a-z][\w-]*", arguments)}
        assert command in OFFERED, command
        assert [name for name in options if not re.search(rf"(?<![\w-]){name}(?![\w-])", OFFERED[command])] == []


def test_settings_that_a_page_writes_for_watch_are_ones_that_it_reads(tmp_path: Path) -> None:
    (written,) = typed("docs/howto/alerts.md")
    subprocess.run(["bash", "-euc", written.command], cwd=tmp_path, check=True)
    values = read(str(tmp_path / "watch.toml"))
    assert work.policy(values, UTC).muted
    assert values.of(record_keys.FOLDER) == "/var/lib/arpwatch-k8s/recordings"


def test_what_is_missing_is_found() -> None:
    assert missing("a b\n...\nd", "a\n b c d") == []
    assert missing("a ...\nb ...", "b a") == ["b"]
    assert missing("1.5 ... 2", "1.5 of 2") == []
