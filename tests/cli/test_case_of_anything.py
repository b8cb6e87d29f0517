"""The command on what an operator has: text beside captures, in folders and archives, or alone."""

import json
import zipfile
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.gathering import UNKNOWN
from tests.cli.command import run

ERROR = (
    "2026/11/22 20:14:37 [error] 1#1: *1 connect() failed (113: No route to host) while connecting to upstream, "
    'client: 192.0.2.1, server: a.example, request: "GET / HTTP/1.1", upstream: "https://192.0.2.80:443/", host: "a"\n'
)
NEIGHBOR = "192.0.2.80 dev eth0 lladdr 52:54:00:00:02:16 {}\n"
FILES = {
    "error.log": ERROR,
    "neigh-before.txt": NEIGHBOR.format("REACHABLE"),
    "neigh-after.txt": NEIGHBOR.format("STALE"),
    "README.md": "# What was seen\n\nNothing that a program could read.\n",
}


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)
    return folder


def document(*arguments: str) -> dict[str, object]:
    done = run("analyze", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_text_alone_is_inconclusive_and_tells_what_it_shows(case: Path) -> None:
    done = run("analyze", str(case))
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "INCONCLUSIVE")
    said = " ".join(done.stdout.split())
    assert "the MAC did not change (in this order by the word in the names of the files)" in said
    assert "1 error at 192.0.2.80" in said
    assert "(host 192.0.2.80 and tcp[tcpflags]" in said
    assert "README.md was not read: neither a capture nor printed frames nor a log that is known" in said


def test_files_beside_a_case_that_nobody_can_read_are_told_in_one_line(case: Path) -> None:
    (case / "docs").mkdir()
    for name in ("docs.md", "figure.png", *(f"page{n}.md" for n in range(7))):
        (case / name).write_bytes(b"\x89 nothing that a program could read \x00")
    caveats = document(str(case))["verdict"]["caveats"]  # type: ignore[index] - of JSON
    (said,) = [caveat for caveat in caveats if UNKNOWN in caveat]
    beside = "docs.md, figure.png, page0.md, page1.md, page2.md and 4 more"
    assert said == f"{case / 'README.md'}, {beside} were not read: {UNKNOWN}"


def test_an_archive_says_what_the_folder_says(case: Path, tmp_path: Path) -> None:
    path = tmp_path / "case.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in FILES:
            archive.write(case / name, name)
    one, other = document(str(case)), document(str(path))
    assert json.dumps(one["verdict"]).replace(str(case), "X") == json.dumps(other["verdict"]).replace(str(path), "X")


def test_a_file_is_what_it_is_named_as_and_its_zone_that_one(case: Path) -> None:
    (log,) = document("--as", f"nginx-error={case}/error.log@Asia/Tokyo")["logs"]  # type: ignore[misc] - of JSON
    assert (log["source"], log["first_time"]) == ("nginx-error", "2026-11-22T11:14:37.000000000Z")
    done = run("analyze", "--as", f"capture={case}/error.log")
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 2)


def test_a_folder_of_a_capture_and_its_logs_is_read_as_both(repo: Path) -> None:
    found = document(str(repo / "captures/healthy"))
    assert len(found["captures"]) == 1  # type: ignore[arg-type] - of JSON
    kinds = {log["source"] for log in found["logs"]}  # type: ignore[attr-defined] - of JSON
    assert {"ip-monitor-neigh", "ip-neigh", "metallb"} <= kinds
    assert "truth.json" in json.dumps(found["skipped"])
