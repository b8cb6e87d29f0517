"""How help names what a command takes, and what is said of what does not fit."""

import re

import pytest

from arpwatch_k8s.cli.app import OFFERED, Offered
from tests.cli.command import run

TYPE = re.compile(r"<(?:list\[)?(?:str|int|float|bool)\b|[{}]")
"""What Typer adds where it is left to it."""


@pytest.mark.parametrize("offered", OFFERED, ids=lambda offered: offered.run.__name__)
def test_a_help_has_names_and_no_types_of_python(offered: Offered) -> None:
    told = run(offered.run.__name__, "--help").stdout.partition("\nExamples:\n")[0]
    assert TYPE.findall(told) == []


def test_what_may_be_left_out_is_in_brackets_and_dots_say_that_there_may_be_several() -> None:
    probe, compare = (run(name, "--help").stdout for name in ("probe", "compare"))
    assert " probe [OPTIONS] [VIP]...\n" in probe
    assert "\n  VIP...  Addresses" in probe
    assert " compare [OPTIONS] BEFORE AFTER\n" in compare
    assert "\n  BEFORE  What" in compare


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("analyze x --fail-on dire", "--fail-on: 'dire' is not one of 'info', 'warning', 'critical'"),
        ("lint x --fail-on dire", "--fail-on: 'dire' is not one of 'info', 'warning', 'critical'"),
        (
            "compare x y --fail-on bad",
            "--fail-on: 'bad' is not one of 'no-difference', 'cannot-tell', 'mixed', 'worse'",
        ),
        ("history --format xml", "--format: 'xml' is not one of 'text', 'json', 'ndjson'"),
        ("timeline x --theme dim -o x.svg", "--theme: 'dim' is not one of 'light', 'dark'"),
        ("analyze x --around 0", "--around: input should be greater than or equal to 1"),
        ("show x y", "FRAME: input should be a valid integer, unable to parse string as an integer"),
        ("compare x", "missing argument 'AFTER'"),
        ("report x", "missing option '-o' / '--out'"),
        ("lint --naught", "no such option: --naught"),
        ("timeline --nagios x", "no such option: --nagios (Possible options: --as)"),
    ],
)
def test_what_does_not_fit_is_told_in_the_two_lines_of_any_error(words: str, what: str) -> None:
    done = run(*words.split())
    command = words.split()[0]
    told = f"arpwatch-k8s: {what}\n  arpwatch-k8s {command} --help has what may be given.\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)


@pytest.mark.parametrize(
    ("words", "what"),
    [("analise x", "no such command 'analise'. Did you mean 'analyze'?"), ("--naught", "no such option: --naught")],
)
def test_what_is_no_command_is_told_the_same_way(words: str, what: str) -> None:
    done = run(*words.split())
    told = f"arpwatch-k8s: {what}\n  arpwatch-k8s --help has what may be given.\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)


def test_nothing_at_all_is_answered_with_help() -> None:
    done = run()
    assert done.returncode == 2
    assert "Commands:" in done.stdout + done.stderr


def test_of_a_long_value_a_part_is_told_and_nothing_that_moves_a_terminal() -> None:
    done = run("analyze", "x", "--fail-on", "\x1b[2J" + "x" * 9999)
    assert (done.returncode, "\x1b" in done.stderr, len(done.stderr.splitlines())) == (2, False, 2)
    assert len(done.stderr) < 500


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("analyze x --nagios --fail-on dire", "--fail-on: 'dire' is not one of 'info', 'warning', 'critical'"),
        ("analyze x --naught --nagios", "no such option: --naught"),
        ("probe -i x --nagios --naught", "no such option: --naught"),
        ("analise x --nagios", "no such command 'analise'. Did you mean 'analyze'?"),
        ("--naught analyze x --nagios", "no such option: --naught"),
    ],
)
def test_to_a_monitoring_system_a_wrong_command_is_an_unknown_state_and_no_critical_one(words: str, what: str) -> None:
    done = run(*words.split())
    (line,) = done.stdout.splitlines()
    assert line.startswith("ARPWATCH UNKNOWN")
    assert what in line
    assert (done.returncode, done.stderr) == (3, "")
