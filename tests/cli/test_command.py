"""The command as a user runs it: output, messages, exit codes."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.command import COMMAND, run, run_installed
from tests.savefiles import MAC_A, announcement, exchange, pcap, pcapng, save

HEALTHY = [(0, announcement(MAC_A)), *exchange(1_000_000_000, 40000)]


def test_the_sample_incident_is_explained(repo: Path) -> None:
    done = run_installed("analyze", str(repo / "captures/service-not-programmed/proxy.pcapng"))
    assert done.returncode == 0
    assert done.stdout.startswith("ROOT CAUSE: service-not-programmed\n")


def test_fail_on_turns_findings_into_the_exit_code(repo: Path) -> None:
    sick, well = (str(repo / f"captures/{name}/proxy.pcapng") for name in ("service-not-programmed", "healthy"))
    assert run("analyze", sick, "--fail-on", "critical").returncode == 1
    assert run("analyze", well, "--fail-on", "info").returncode == 0


def test_nagios_gets_one_line_and_a_plugins_exit_code(repo: Path, tmp_path: Path) -> None:
    sick, well = (str(repo / f"captures/{name}/proxy.pcapng") for name in ("service-not-programmed", "healthy"))
    gone = str(tmp_path / "none.pcap")
    for path, code, word in ((sick, 2, "CRITICAL"), (well, 0, "OK"), (gone, 3, "UNKNOWN")):
        done = run("analyze", path, "--nagios")
        assert (done.returncode, len(done.stdout.splitlines())) == (code, 1)
        assert done.stdout.startswith(f"ARPWATCH {word} - ")


def test_json_alone_is_on_standard_output(repo: Path) -> None:
    done = run("analyze", "-r", str(repo / "captures/healthy/proxy.pcapng"), "--format", "json")
    assert json.loads(done.stdout)["verdict"]["outcome"] == "healthy"


BAD = {
    "missing": (None, 3, "cannot be read"),
    "empty": (b"", 3, "the file is empty"),
    "text": (b"192.0.2.1 is at 52:54:00:00:00:0a\n", 3, "not a capture"),
    "other link type": (pcap([], linktype=147), 3, "link type 147"),
    "cut in the middle": (pcap(HEALTHY)[:-3], 4, "ends inside a record at byte"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_two_lines_and_its_code_and_no_traceback(tmp_path: Path, name: str) -> None:
    data, code, words = BAD[name]
    path = str(tmp_path / "x.pcap") if data is None else save(tmp_path / "x.pcap", data)
    done = run("analyze", "-q", path)
    assert done.returncode == code
    assert words in done.stderr
    assert path in done.stderr
    assert len(done.stderr.splitlines()) <= 2
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("analyze",), "no source given"),
        (("analyze", "x.pcap", "--tz", "Mars/Olympus"), "no time zone"),
        (("analyze", "x.pcap", "--node", "node1"), "neither NAME=MAC nor NAME=IP"),
        (("analyze", "x.pcap", "--format", "xml"), "xml"),
        (("frobnicate",), "frobnicate"),
    ],
)
def test_usage_errors_exit_with_two(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    save(tmp_path / "x.pcap", pcap(HEALTHY))
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_vip_that_is_no_address_is_a_usage_error(tmp_path: Path) -> None:
    done = run("analyze", save(tmp_path / "x.pcap", pcap(HEALTHY)), "--vip", "ingress")
    assert (done.returncode, "--vip" in done.stderr) == (2, True)


def test_a_vip_that_never_appears_is_told(tmp_path: Path) -> None:
    done = run("analyze", save(tmp_path / "x.pcap", pcap(HEALTHY)), "--vip", "192.0.2.199")
    assert done.returncode == 0
    assert done.stdout.startswith("INCONCLUSIVE\n")
    assert "192.0.2.199 never appears" in done.stdout


def test_the_case_folder_is_whole_and_never_overwritten_unasked(tmp_path: Path) -> None:
    source = save(tmp_path / "x.pcapng", pcapng(HEALTHY))
    folder = tmp_path / "case"
    assert run("analyze", source, "-o", str(folder)).returncode == 0
    assert {"timeline.svg", "timeline.png", "analysis.json"} <= {path.name for path in folder.iterdir()}
    assert json.loads((folder / "analysis.json").read_text())["schema"] == 1
    (folder / "note.txt").write_text("mine")
    refused = run("analyze", source, "-o", str(folder))
    assert (refused.returncode, "exists" in refused.stderr, refused.stdout) == (2, True, "")
    assert (folder / "note.txt").exists()
    assert run("analyze", source, "-o", str(folder), "--force").returncode == 0
    assert not (folder / "note.txt").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_timeline_alone_is_written_in_the_form_that_its_name_says(tmp_path: Path) -> None:
    source = save(tmp_path / "x.pcapng", pcapng(HEALTHY))
    assert run("timeline", source, "-o", str(tmp_path / "t.svg")).returncode == 0
    assert (tmp_path / "t.svg").read_text().lstrip().startswith("<?xml")
    assert run("timeline", source, "-o", str(tmp_path / "t.bmp")).returncode == 2


def test_a_timeline_is_drawn_as_its_options_say(tmp_path: Path) -> None:
    source, target = save(tmp_path / "x.pcapng", pcapng(HEALTHY)), tmp_path / "t.svg"
    looks = ["--theme", "dark", "--size", "a4", "--title", "障害報告", "--relative", "--to", "20"]
    done = run("timeline", source, "-o", str(target), *looks)
    assert (done.returncode, done.stderr) == (0, f"arpwatch-k8s: figure: {target}\n")
    drawn = target.read_text(encoding="utf-8")
    assert 'width="841.889764pt" height="595.275591pt"' in drawn
    assert "<title>障害報告</title>" in drawn
    assert "#15181c" in drawn


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["--size", "a5"], "--size 'a5': it is no size"),
        (["--theme", "pink"], "'pink' is not one of 'light', 'dark'"),
        (["--from", "soon"], "--from 'soon' is no time"),
        (["--from", "20", "--to", "10"], "--from 20 is not before --to 10"),
        (["--from", "2020-01-01"], "there is no time to show"),
    ],
)
def test_an_option_of_the_timeline_that_makes_no_sense_is_told(wrong: list[str], said: str, tmp_path: Path) -> None:
    source = save(tmp_path / "x.pcapng", pcapng(HEALTHY))
    done = run("timeline", source, "-o", str(tmp_path / "t.svg"), *wrong)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert not (tmp_path / "t.svg").exists()


def test_pages_of_a_timeline_are_told_and_none_is_overwritten_unasked(tmp_path: Path) -> None:
    source, target = save(tmp_path / "x.pcapng", pcapng(HEALTHY)), str(tmp_path / "t.svg")
    done = run("timeline", source, "-o", target, "--size", "150x100")
    assert (done.returncode, "2 pages" in done.stderr) == (0, True)
    (tmp_path / "t.svg").unlink()
    refused = run("timeline", source, "-o", target, "--size", "150x100")
    assert (refused.returncode, "t-2.svg exists" in refused.stderr) == (2, True)


def test_help_and_version_cost_no_compilation(tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    for argument in ("--help", "--version"):
        done = subprocess.run([COMMAND, argument], capture_output=True, text=True, check=True, env=environment)
        assert done.stdout
    assert list(tmp_path.iterdir()) == []
