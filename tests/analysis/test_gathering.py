"""Which file is taken for what, and what is left."""

import zipfile
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.gathered import Gathered
from arpwatch_k8s.analysis.gathering import gather
from arpwatch_k8s.analysis.telling import KINDS
from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.logs.sources import parse_log
from tests.savefiles import MAC_A, VIP, announcement, pcap, pcapng, save

CAPTURE = pcapng([(0, announcement(MAC_A))])
NEIGHBORS = f"{VIP} dev eth0 lladdr {MAC_A} STALE\n"
PRINTED = f"12:00:00.000000 ARP, Request who-has {VIP} tell 192.0.2.1, length 28\n" * 4
README = f"# What was seen\n\nOn the proxy:\n\n    {NEIGHBORS}\nand then no more.\nSee the other file.\nThe end.\n"
FILES = {"a.pcapng": CAPTURE, "b.txt": NEIGHBORS.encode(), "c.txt": PRINTED.encode(), "README.md": README.encode()}


def filled(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        save(folder / name, data)
    return folder


def kinds(found: Gathered) -> dict[str, str]:
    """What each file is taken for."""
    told = {Path(found.name(path)).name: "capture" for path in found.captures}
    told |= {Path(found.name(log.path)).name: log.source.name if log.source else "?" for log in found.logs}
    return told | {Path(item.path).name: "left" for item in found.skipped}


EXPECTED = {"a.pcapng": "capture", "b.txt": "ip-neigh", "c.txt": "capture", "README.md": "left"}


def test_files_of_a_folder_are_told_by_content(tmp_path: Path) -> None:
    found = gather([filled(tmp_path / "case", FILES)])
    assert kinds(found) == EXPECTED
    assert found.skipped[0].reason == "neither a capture nor printed frames nor a log that is known"


def test_files_of_an_archive_are_told_by_content_and_called_by_their_place_in_it(tmp_path: Path) -> None:
    path = tmp_path / "case.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in FILES.items():
            archive.writestr(f"deep/{name}", data)
    found = gather([path])
    assert kinds(found) == EXPECTED
    assert [found.name(log.path) for log in found.logs] == [f"{path}/deep/b.txt"]


def test_an_archive_in_a_folder_is_opened_and_one_in_an_archive_left(tmp_path: Path) -> None:
    folder = filled(tmp_path / "case", {"b.txt": NEIGHBORS.encode()})
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.pcapng", CAPTURE)
    with zipfile.ZipFile(folder / "outer.zip", "w") as archive:
        archive.write(inner, "inner.zip")
        archive.writestr("d.txt", NEIGHBORS)
    assert kinds(gather([folder])) == {"b.txt": "ip-neigh", "d.txt": "ip-neigh", "inner.zip": "left"}


def test_a_file_that_nobody_knows_is_an_error_where_it_is_named_by_itself(tmp_path: Path) -> None:
    folder = filled(tmp_path / "case", FILES)
    with pytest.raises(InputError, match="not a capture"):
        gather([folder / "README.md"])
    with pytest.raises(InputError, match="no capture in this folder"):
        gather([filled(tmp_path / "other", {"README.md": README.encode()})])


def test_what_a_file_is_named_as_counts_wherever_it_is(tmp_path: Path) -> None:
    folder = filled(tmp_path / "case", FILES)
    named = [parse_log(f"nginx-error={folder}/b.txt@Asia/Tokyo", KINDS), parse_log(f"capture={folder}/a.pcapng", KINDS)]
    found = gather([folder], named)
    assert kinds(found) == {**EXPECTED, "b.txt": "nginx-error"}
    assert len(found.captures) == 2
    assert str(found.logs[0].zone) == "Asia/Tokyo"


def test_a_capture_that_gzip_compressed_is_read_as_it_is(tmp_path: Path) -> None:
    import gzip

    path = save(tmp_path / "a.pcapng.gz", gzip.compress(CAPTURE))
    log = save(tmp_path / "b.log.gz", gzip.compress(NEIGHBORS.encode()))
    found = gather([path, log])
    assert found.captures == [path]
    assert kinds(found) == {"a.pcapng.gz": "capture", "b.log": "ip-neigh"}


def test_nothing_named_is_a_usage_error() -> None:
    with pytest.raises(UsageError):
        gather([])
    with pytest.raises(UsageError):
        gather(["-", "-"])


def test_what_a_frame_carries_is_no_settings(tmp_path: Path) -> None:
    """Somebody else's bytes must not say how logs are read."""
    line = b"\nlog_format main '$remote_addr $status';\n"
    paths = [save(tmp_path / "a.pcap", pcap([(0, announcement(MAC_A) + line)])), save(tmp_path / "nginx.conf", line)]
    found = gather(paths)
    assert list(found.settings) == paths[1:]
