"""What the help of each command ends with: it parses, and does what it says that it is for."""

import shlex
from pathlib import Path

import pytest
import typer.main

from arpwatch_k8s.cli.app import HELP_COLUMNS, OFFERED, Offered, app
from arpwatch_k8s.cli.examples import Example
from tests.cli.command import run
from tests.cli.test_lint import POD
from tests.past.months import Clock, write

EXAMPLES = [each for offered in OFFERED for each in offered.examples]
ELSEWHERE = {
    "capture": "an interface",
    "watch": "an interface",
    "probe": "an interface",
    "mcp": "a client",
    "collect": "a cluster",
}
"""What commands need besides files."""
OF_THIS_HOST = ("history --since 7d",)
"""What reads what the host's own watch remembers."""
MOST_LINES = 60


def command_of(example: Example) -> str:
    """The command that an example shows."""
    return shlex.split(example.words)[0]


def runs(example: Example) -> bool:
    """Whether an example needs nothing but files."""
    return command_of(example) not in ELSEWHERE and example.words not in OF_THIS_HOST


def marked(example: Example) -> object:
    """An example with what it needs of the machine."""
    return pytest.param(example, id=example.words, marks=[pytest.mark.tshark] if command_of(example) == "show" else [])


@pytest.fixture
def place(captures: Path, tmp_path: Path) -> Path:
    """A folder that has the files that examples name."""
    sick, well = (captures / name for name in ("service-not-programmed", "healthy"))
    links = {
        "proxy.pcapng": sick / "proxy.pcapng",
        "nginx-error.log": sick / "nginx-error.log",
        "incident.pcapng": sick / "proxy.pcapng",
        "after.pcapng": well / "proxy.pcapng",
        "case": captures / "text-only",
        "ring": well,
    }
    for name, target in links.items():
        (tmp_path / name).symlink_to(target)
    for name in ("inventory", "manifests"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pod.yml").write_text(POD)
    write(tmp_path / "history.db", Clock())
    return tmp_path


@pytest.mark.parametrize("offered", OFFERED, ids=lambda offered: offered.run.__name__)
def test_a_help_ends_with_its_examples_and_is_a_screen(offered: Offered) -> None:
    name = offered.run.__name__
    told = run(name, "--help").stdout
    shown = told.partition("\nExamples:\n")[2].splitlines()
    assert 1 <= len(offered.examples) <= 2
    assert shown == [line for each in offered.examples for line in (f"  # {each.purpose}", f"  {each.line}")]
    assert {command_of(each) for each in offered.examples} == {name}
    assert max(map(len, shown)) <= HELP_COLUMNS
    assert len(told.splitlines()) <= MOST_LINES


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.words)
def test_an_example_is_parsed(example: Example) -> None:
    name, *words = shlex.split(example.words)
    command = typer.main.get_group(app).get_command(typer.Context(typer.main.get_command(app)), name)
    assert command is not None
    command.make_context(name, words)


@pytest.mark.parametrize("example", [marked(each) for each in EXAMPLES if runs(each)])
def test_an_example_does_what_it_is_for(example: Example, place: Path) -> None:
    words = shlex.split(example.words)
    done = run(*words, cwd=place)
    written = [words[at + 1] for at, word in enumerate(words) if word in ("-o", "-w")]
    notices = [line for line in done.stderr.splitlines() if not any(name in line for name in written)]
    assert (done.returncode, notices) == (0, [])
    assert [name for name in written if not (place / name).exists()] == []
    assert done.stdout or written
