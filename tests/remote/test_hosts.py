"""Captures of the web and of hosts of ssh: real servers, on loopback."""

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import read
from arpwatch_k8s.capture.extract import write_frames
from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.remote import reading
from arpwatch_k8s.remote.address import require, shown
from tests.cli.command import run
from tests.remote.store import SECRET, ssh, web
from tests.savefiles import MAC_A, MAC_CLIENT, NS, announcement, answer, pcap, question, save

CAPTURE = pcap(
    [
        frame
        for second in range(3000)
        for frame in (
            (second * NS, announcement(MAC_A)),
            (second * NS + 1000, question(MAC_CLIENT)),
            (second * NS + 2000, answer(MAC_A)),
        )
    ]
)
"""Half a megabyte."""


@pytest.mark.parametrize("ranges", [True, False], ids=["in ranges", "as a whole"])
@pytest.mark.parametrize("breaks", [0, 3], ids=["steady", "that breaks"])
def test_a_file_of_the_web_is_read_to_its_end(ranges: bool, breaks: int) -> None:
    with web({"a.pcap": CAPTURE}, ranges=ranges, breaks=breaks) as (port, _):
        loaded = read([f"http://127.0.0.1:{port}/a.pcap"])
    assert (loaded.captures[0].frames, loaded.captures[0].complete) == (9000, True)


def test_nothing_is_asked_for_but_what_was_named(tmp_path: Path) -> None:
    page = b'<!doctype html><a href="a.pcap">a.pcap</a>'
    with web({"": page, "a.pcap": CAPTURE}, ranges=True) as (port, asked):
        with pytest.raises(InputError, match="not a capture but a web page"):
            read([f"http://127.0.0.1:{port}/"])
        with pytest.raises(InputError, match="no such file"):
            read([f"http://127.0.0.1:{port}/*.pcap"])
    assert {line.split()[1] for line in asked} == {"/", "/*.pcap"}


def test_what_is_secret_in_a_url_is_in_nothing_that_is_printed_or_written(tmp_path: Path) -> None:
    with web({"a.pcap": CAPTURE[:200_000]}, ranges=True) as (port, _):
        url = f"http://somebody:{SECRET}@127.0.0.1:{port}/a.pcap?signature={SECRET}"
        done = run("analyze", url, "-o", str(tmp_path / "report"))
        missing = run("analyze", url.replace("a.pcap", "b.pcap"))
        compared = run("compare", url, url, "-o", str(tmp_path / "proof"))
    texts = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    told = "".join(each.stdout + each.stderr for each in (done, missing, compared)).encode()
    assert (done.returncode, missing.returncode, compared.returncode) == (4, 3, 4)
    assert not [text for text in (*texts, told) if SECRET.encode() in text or b"somebody" in text]
    row = f"| capture | http://127.0.0.1:{port}/a.pcap | read elsewhere; its server tells it by 1 |"
    assert row in (tmp_path / "report" / "report.md").read_text()
    for page in (tmp_path / "report" / "report.html", tmp_path / "proof" / "compare.html"):
        assert "its server tells it by 1" in page.read_text()
    made = json.loads((tmp_path / "report" / "manifest.json").read_text())
    assert made["inputs"][0] == {
        "kind": "capture",
        "path": f"http://127.0.0.1:{port}/a.pcap",
        "bytes": 200_000,
        "sha256": None,
        "mark": "1",
    }


def test_small_files_are_fetched_once_however_often_they_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    small = CAPTURE[:30_000]
    with web({"a.pcap": small, "b.pcap": small + CAPTURE[24:1000]}, ranges=True) as (port, asked):
        urls = [f"http://127.0.0.1:{port}/{name}.pcap" for name in "ab"]
        read(urls)
        fetched = [line for line in asked if line.startswith("GET")]
        assert fetched == ["GET /a.pcap bytes=0-29999", "GET /b.pcap bytes=0-30975"]
        asked.clear()
        monkeypatch.setattr(reading, "HEADS", reading.Heads())
        monkeypatch.setattr(reading, "KEPT_BYTES", 0)
        read(urls)
    assert sum(line.startswith("GET") for line in asked) > 2


def test_frames_are_fetched_again_from_where_they_stand(tmp_path: Path) -> None:
    with web({"a.pcap": CAPTURE}, ranges=True) as (port, asked):
        loaded = read([f"http://127.0.0.1:{port}/a.pcap"])
        asked.clear()
        out = tmp_path / "out.pcapng"
        assert write_frames(loaded, loaded.evidence["frame"] == 8999, str(out)) == 1
    assert question(MAC_CLIENT) in out.read_bytes() or answer(MAC_A) in out.read_bytes()
    fetched = [line.partition("bytes=")[2].split("-") for line in asked if "bytes=" in line]
    assert sum(int(last) - int(first) for first, last in fetched) < len(CAPTURE) / 2


def test_a_file_that_changes_between_two_readings_is_refused(tmp_path: Path) -> None:
    files = {"a.pcap": CAPTURE}
    with web(files, ranges=True) as (port, _):
        loaded = read([f"http://127.0.0.1:{port}/a.pcap"])
        files["a.pcap"] = CAPTURE[:100_000]
        with pytest.raises(InputError, match="has changed since it was looked at"):
            write_frames(loaded, loaded.evidence["frame"] == 8999, str(tmp_path / "out.pcapng"))


def test_a_server_that_is_not_reached_is_told_apart_from_a_file_that_is_not_there() -> None:
    with web({}, ranges=True) as (port, asked):
        with pytest.raises(InputError, match="there is no such file"):
            read([f"http://127.0.0.1:{port}/a.pcap"])
        before = len(asked)
    with pytest.raises(InputError, match="Cannot connect to host"):
        read([f"http://127.0.0.1:{port}/a.pcap"])
    assert before <= 2  # HEAD and GET: what is not there is not asked for again


def test_a_file_that_is_given_by_two_urls_is_refused(tmp_path: Path) -> None:
    with web({"a.pcap": CAPTURE, "b.pcap": CAPTURE}, ranges=True) as (port, _):
        url = f"http://127.0.0.1:{port}"
        with pytest.raises(InputError, match="are the same file"):
            read([f"{url}/a.pcap", f"{url}/a.pcap"])
        with pytest.raises(InputError, match="hold the same frames"):
            read([f"{url}/a.pcap", save(tmp_path / "here.pcap", CAPTURE)])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Writes the known_hosts of a home of our own."""
    from fsspec.implementations.sftp import SFTPFileSystem

    SFTPFileSystem.clear_instance_cache()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    (tmp_path / ".ssh").mkdir()
    return lambda line: (tmp_path / ".ssh" / "known_hosts").write_text(line) and None


def test_a_folder_of_a_host_of_ssh_is_read_if_its_key_is_known(tmp_path: Path, home: Callable[[str], None]) -> None:
    there = tmp_path / "there"
    (there / "caps").mkdir(parents=True)
    save(there / "caps" / "a.pcap", CAPTURE)
    save(there / "caps" / "b.pcap.gz", gzip.compress(CAPTURE[: 24 + 16 + len(announcement(MAC_A))]))
    with ssh(there) as (port, line):
        url = f"ssh://root:{SECRET}@127.0.0.1:{port}/caps"
        with pytest.raises(InputError, match="in no known_hosts file") as told:
            read([url])
        assert SECRET not in str(told.value)
        home(line)
        loaded = read([url])
        assert [(info.name, info.frames) for info in loaded.captures] == [("a.pcap", 9000), ("b.pcap.gz", 1)]
        assert loaded.captures[0].path == f"ssh://127.0.0.1:{port}/caps/a.pcap"
        assert [info.frames for info in read([f"{url}/*.gz"]).captures] == [1]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://user:pw@host/a/b?X-Amz-Signature=1", "https://host/a/b"),
        ("node1=ssh://user:p@w@host:22/a", "node1=ssh://host:22/a"),
        ("s3://bucket/a?b", "s3://bucket/a?b"),
        ("see https://host/a?token=1 (twice)", "see https://host/a (twice)"),
        ("/a@b?c", "/a@b?c"),
    ],
)
def test_urls_are_shown_without_what_is_secret(url: str, expected: str) -> None:
    assert shown(url) == expected


def test_what_is_missing_is_told_before_anything_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("arpwatch_k8s.remote.address.find_spec", lambda name: None)
    done = run("analyze", str(tmp_path / "none.pcap"), "s3://bucket/a.pcap")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "arpwatch-k8s: s3://bucket/a.pcap: needs fsspec, which is not installed",
        "  pip install 'arpwatch-k8s[remote]'",
    ]
    require([os.fspath(tmp_path), "-", "tcp://host:1"])


def test_urls_of_files_are_paths_and_other_schemes_are_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "a b.pcap", CAPTURE)
    assert read([f"file://{path.replace(' ', '%20')}"]).captures[0].path == path
    for url in ("ftp://host/a.pcap", "file://host/a.pcap"):
        with pytest.raises(UsageError):
            read([url])
