"""Where standard error is the journal's, each line says how urgent it is; a file of the same program's has none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from arpwatch_k8s.cli.journal import is_journal


def complained(path: Path, environment: dict[str, str]) -> list[str]:
    """What an error says on standard error, which is a file."""
    with path.open("w") as out:
        words = [sys.executable, "-m", "arpwatch_k8s", "analyze", "/nowhere.pcap"]
        subprocess.run(words, stderr=out, check=False, env={**os.environ, **environment})
    return path.read_text().splitlines()


def stream(path: Path) -> str:
    """What the journal calls a file that it has given."""
    path.touch()
    return f"{path.stat().st_dev}:{path.stat().st_ino}"


def test_each_line_of_an_error_is_urgent_in_the_journal(tmp_path: Path) -> None:
    path = tmp_path / "stderr"
    first, second = complained(path, {"JOURNAL_STREAM": stream(path)})
    assert first.startswith("<3>arpwatch-k8s: /nowhere.pcap")
    assert second.startswith("<3>  ")


def test_what_a_user_sent_elsewhere_has_no_marks(tmp_path: Path) -> None:
    first, _ = complained(tmp_path / "mine", {"JOURNAL_STREAM": stream(tmp_path / "journals")})
    assert first.startswith("arpwatch-k8s: /nowhere.pcap")


@pytest.mark.parametrize("told", ["", "1", "1:2:3", "x:y"])
def test_what_names_no_file_is_no_journal(told: str, tmp_path: Path) -> None:
    with (tmp_path / "x").open("w") as out:
        assert not is_journal(out.fileno(), {"JOURNAL_STREAM": told})


def test_a_descriptor_that_is_closed_is_no_journal(tmp_path: Path) -> None:
    with (tmp_path / "x").open("w") as out:
        number = out.fileno()
    assert not is_journal(number, {"JOURNAL_STREAM": stream(tmp_path / "x")})
