"""`compare` as a user runs it: what it reads, prints, writes, and its exit codes."""

import json
from pathlib import Path

import pytest

from tests.cli.command import run
from tests.conftest import REPO
from tests.savefiles import NS, exchange, pcap, save

SICK, WELL = "service-not-programmed/proxy.pcapng", "healthy/proxy.pcapng"


@pytest.fixture(scope="module")
def kept(captures: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The documents of both captures."""
    folder = tmp_path_factory.mktemp("kept")
    found = {}
    for name in (SICK, WELL):
        done = run("analyze", str(captures / name), "--format", "json", "-q")
        found[name] = folder / f"{name.split('/')[0]}.json"
        found[name].write_text(done.stdout)
    return found


def test_two_captures_and_their_analyses_say_the_same(captures: Path, kept: dict[str, Path]) -> None:
    read = run("compare", str(captures / SICK), str(captures / WELL), "--format", "json", "-q")
    again = run("compare", str(kept[SICK]), str(kept[WELL]), "--format", "json", "-q")
    assert read.returncode == again.returncode == 0
    first, second = json.loads(read.stdout), json.loads(again.stdout)
    for document in (first, second):
        del document["before"]["name"], document["after"]["name"]
    assert first == second
    assert first["answer"] == "better"


def test_the_text_begins_with_the_answer(kept: dict[str, Path]) -> None:
    assert run("compare", str(kept[SICK]), str(kept[WELL])).stdout.startswith("BETTER\n")
    assert run("compare", str(kept[WELL]), str(kept[SICK])).stdout.startswith("WORSE\n")


def test_the_docs_quote_what_it_says(kept: dict[str, Path]) -> None:
    said = " ".join(run("compare", str(kept[SICK]), str(kept[WELL])).stdout.split())
    block = (REPO / "docs" / "compare.md").read_text().split("    BETTER\n", 1)[1].split("\n\n## ", 1)[0]
    parts = [" ".join(part.split()) for part in block.split("...")]
    assert len(parts) == 2
    assert [part for part in parts if part not in said] == []


@pytest.mark.parametrize(
    ("before", "after", "fails", "code"),
    [
        (SICK, WELL, "no-difference", 0),
        (WELL, SICK, "worse", 1),
        (SICK, SICK, "no-difference", 1),
        (SICK, SICK, "cannot-tell", 0),
    ],
)
def test_fail_on_an_answer_or_a_worse_one(
    kept: dict[str, Path], before: str, after: str, fails: str, code: int
) -> None:
    assert run("compare", str(kept[before]), str(kept[after]), "--fail-on", fails).returncode == code


def test_the_folder_has_all_forms_and_is_not_written_over_unasked(kept: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ("compare", str(kept[SICK]), str(kept[WELL]), "-o", str(out))
    assert run(*arguments).stdout.endswith(f"\nPage      {out / 'compare.html'}\n")
    names = sorted(path.name for path in out.iterdir())
    forms = [f"compare.{form}" for form in ("html", "json", "md", "pdf", "png", "svg")]
    assert names == [*forms, "manifest.json"]
    assert "<svg" in (out / "compare.html").read_text()
    made = json.loads((out / "manifest.json").read_text())
    assert [entry["kind"] for entry in made["before"] + made["after"]] == ["analysis", "analysis"]
    assert all(len(entry["sha256"]) == 64 for entry in made["before"])
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    refused = run(*arguments)
    assert refused.returncode == 2
    assert "exists" in refused.stderr
    assert run(*arguments, "--force").returncode == 0
    changed = {path.name for path in out.iterdir() if path.read_bytes() != before[path.name]}
    assert changed == {"compare.html", "manifest.json"}, "which name the command"


def test_the_folder_of_a_report_is_an_analysis(captures: Path, kept: dict[str, Path], tmp_path: Path) -> None:
    assert run("report", str(captures / WELL), "-o", str(tmp_path / "case"), "-q").returncode == 0
    done = run("compare", str(kept[SICK]), str(tmp_path / "case"), "--format", "json")
    assert json.loads(done.stdout)["answer"] == "better"


def test_a_vip_that_one_side_did_not_discover_is_asked_for_there(captures: Path, tmp_path: Path) -> None:
    frames = sorted(frame for number in range(60) for frame in exchange(number * NS, 40_000 + number))
    quiet = save(tmp_path / "quiet.pcap", pcap(frames))
    assert not json.loads(run("analyze", quiet, "--format", "json", "-q").stdout)["vips"]
    fight = str(captures / "two-controllers" / "proxy.pcapng")
    (vip,) = json.loads(run("compare", fight, quiet, "--format", "json", "-q").stdout)["vips"]
    assert vip["after"]["attempts"] == 60
    assert [(cause["rule"], cause["fate"]) for cause in vip["causes"]] == [("two-controllers", "untold")]
    assert "no ARP or neighbor discovery" in vip["causes"][0]["why"]


def test_a_vip_that_is_named_is_looked_at_alone(kept: dict[str, Path]) -> None:
    found = json.loads(
        run("compare", str(kept[SICK]), str(kept[WELL]), "--vip", "192.0.2.99", "--format", "json").stdout
    )
    assert (found["vips"], found["answer"]) == ([], "cannot-tell")
    refused = run("compare", str(kept[SICK]), str(kept[WELL]), "--vip", "nonsense")
    assert refused.returncode == 2
    assert "--vip" in refused.stderr


def test_names_given_for_an_analysis_are_told_to_have_no_use(kept: dict[str, Path]) -> None:
    done = run("compare", str(kept[SICK]), str(kept[WELL]), "--node", "node2=52:54:00:00:02:16")
    assert "keeps the names that it was made with" in done.stderr


@pytest.mark.parametrize(
    ("sides", "code", "words"),
    [
        (("-", "-"), 2, "both sides are standard input"),
        (("absent.pcap", "absent.pcap"), 3, "absent.pcap"),
    ],
)
def test_what_makes_no_sense_is_refused(sides: tuple[str, str], code: int, words: str) -> None:
    done = run("compare", *sides)
    assert (done.returncode, words in done.stderr) == (code, True)


def test_a_document_of_another_version_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "x.json"
    other.write_text('{"schema": 99}')
    done = run("compare", str(other), str(other))
    assert done.returncode == 3
    assert "schema 99" in done.stderr
