"""The live commands' arguments: what makes no sense is refused in two lines, before anything is opened."""

from pathlib import Path

import pytest

from tests.cli.command import run


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("capture", "-w", "x"), "no interface given"),
        (("capture", "-i", "nosuch0", "-w", "x"), "no such interface"),
        (("capture", "-i", "lo"), "no file given"),
        (("capture", "-i", "lo", "-w", "x", "-W", "3"), "-W keeps files of a rotation"),
        (("capture", "-i", "lo", "-w", "-", "-C", "1"), "cannot be rotated"),
        (("capture", "-i", "lo", "-w", "x", "-C", "0"), "above 0"),
        (("capture", "-i", "lo", "-w", "x", "-c", "0"), "at least 1"),
        (("capture", "-i", "lo", "-w", "x", "--full", "--control-only"), "contradict"),
        (("capture", "-i", "lo", "-w", "x", "-s", "300000"), "0 to 262144"),
        (("capture", "-i", "lo", "-w", "x", "-B", "0"), "1 to 2000000"),
        (("capture", "-i", "lo", "-w", "x", "--vip", "ingress"), "--vip"),
        (("capture", "-i", "lo", "-w", "x", "--user", "nobody-by-this-name"), "no such user"),
        (("watch", "-i", "lo", "--tui"), "--tui needs a terminal"),
        (("probe", "192.0.2.80"), "no interface given"),
        (("probe", "-i", "lo", "192.0.2.80"), "has no MAC to ask from"),
        (("probe", "-i", "lo", "192.0.2.80", "-c", "0"), "1 to 100"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "x").exists()


def test_a_watch_whose_interface_is_not_there_is_to_be_started_again() -> None:
    done = run("watch", "-i", "nosuch0")
    assert (done.returncode, done.stderr.count("-i nosuch0: no such interface")) == (75, 1)


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    done = run("capture", "-i", "lo", "-w", str(tmp_path / "x"))
    assert (done.returncode, "exists" in done.stderr) == (2, True)
    assert (tmp_path / "x").read_text() == "mine"


def test_interfaces_are_listed() -> None:
    done = run("capture", "-D")
    assert done.returncode == 0
    assert any(line.split()[0] == "lo" for line in done.stdout.splitlines())


def test_a_check_that_cannot_ask_is_unknown() -> None:
    done = run("probe", "-i", "nosuch0", "192.0.2.80", "--nagios")
    assert done.returncode == 3
    assert done.stdout.startswith("VIP UNKNOWN: -i nosuch0: no such interface")
