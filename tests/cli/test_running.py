"""From errors to messages and exit codes."""

import os
from pathlib import Path

import pytest
import typer

from arpwatch_k8s.cli.running import FAULT, reporting
from tests.cli.command import COMMAND
from tests.savefiles import exchange, pcap, save


def test_an_error_that_nobody_foresaw_is_two_lines_and_an_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as left, reporting():
        raise ZeroDivisionError("a\nb " + "x" * 1000)
    assert left.value.exit_code == FAULT
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert told[0].startswith("arpwatch-k8s: a fault of the program, not of its input: ZeroDivisionError: a b xxx")
    assert "(test_running.py, line " in told[0], "where it was raised, and not what it passed through"
    assert len(told[0]) < 500


def test_debug_shows_it_whole() -> None:
    with pytest.raises(ZeroDivisionError), reporting(debug=True):
        raise ZeroDivisionError


def test_a_command_may_end_with_a_code_of_its_own() -> None:
    with pytest.raises(typer.Exit) as left, reporting():
        raise typer.Exit(4)
    assert left.value.exit_code == 4


@pytest.mark.parametrize("command", ["analyze", "evidence"])
def test_a_full_disk_behind_standard_output_is_told(command: str, tmp_path: Path) -> None:
    path = save(tmp_path / "x.pcap", pcap(exchange(0, 40000)))
    errors = tmp_path / "errors"
    code = os.waitstatus_to_exitcode(os.system(f"{COMMAND} {command} -q {path} > /dev/full 2> {errors}"))
    assert code == 3
    assert errors.read_text().splitlines()[0] == (
        "arpwatch-k8s: standard output cannot be written ([Errno 28] No space left on device)"
    )
