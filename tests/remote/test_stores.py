"""Captures in a store of S3: a real server of it, on loopback, and one between that fails."""

import gzip
from collections.abc import Iterator
from contextlib import closing
from urllib.request import Request, urlopen

import pytest
import zstandard

from arpwatch_k8s.analysis.savefiles import analyze, read
from arpwatch_k8s.capture.files import Loaded
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.remote.copies import file_name
from tests.remote.store import BUCKET, SECRET, Between, lead, put, s3
from tests.savefiles import MAC_A, MAC_B, MAC_CLIENT, NS, VIP, announcement, answer, pcap, question, segment

FRAMES = [
    frame
    for second in range(1500)
    for frame in (
        (second * NS, announcement(MAC_A if second % 100 < 90 else MAC_B)),
        (second * NS + 1000, question(MAC_CLIENT)),
        (second * NS + 2000, answer(MAC_A)),
        (second * NS + 3000, segment("S", port=20000 + second, seq=1)),
    )
]
FIRST, SECOND = pcap(FRAMES[:4000]), pcap(FRAMES[4000:])
LOG = f"{VIP} dev eth0 lladdr {MAC_A} STALE\n".encode()
FILES = {
    "one.pcap": FIRST,
    "ring/a.pcap.zst": zstandard.ZstdCompressor().compress(FIRST),
    "ring/b.pcap.gz": gzip.compress(SECOND, mtime=0),
    "ring/ip-neigh.txt": LOG,
    "ring/README": b"What was seen, in a few words.\n",
    "ring/deeper/c.pcap": SECOND,
    "years/b.pcap": SECOND,
}
ARCHIVED = {"years/a.pcap": FIRST}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A store that has the files."""
    with s3() as port:
        put(port, FILES, ARCHIVED)
        yield port


def rows(loaded: Loaded) -> list[tuple[object, ...]]:
    """When each row was, and what."""
    return list(zip(*(loaded.evidence[name].tolist() for name in ("time", "kind", "frame")), strict=True))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The same, read here."""
    folder = tmp_path_factory.mktemp("here")
    (folder / "a.pcap").write_bytes(FIRST)
    (folder / "b.pcap").write_bytes(SECOND)
    return read([folder], [VIP])


def test_a_capture_in_a_store_is_what_it_is_here(store: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    here = tmp_path_factory.mktemp("here") / "one.pcap"
    here.write_bytes(FIRST)
    loaded = read([f"{store}/one.pcap"])
    assert rows(loaded) == rows(read([here]))
    assert loaded.captures[0].path == f"s3://{BUCKET}/one.pcap"
    assert loaded.sources[0].size_bytes == len(FIRST)


@pytest.mark.parametrize("name", ["ring", "ring/", "ring/*.pcap.*"])
def test_a_folder_and_a_pattern_are_all_captures_in_it_compressed_or_not(store: str, whole: Loaded, name: str) -> None:
    loaded = read([f"{store}/{name}"], [VIP])
    assert rows(loaded) == rows(whole)
    assert [info.name for info in loaded.captures] == ["a.pcap.zst", "b.pcap.gz"]


def test_what_a_folder_holds_besides_is_read_as_a_log_or_left_with_the_reason(store: str) -> None:
    result = analyze([f"{store}/ring"])
    assert [(log.source, log.path) for log in result.case.logs] == [("ip-neigh", f"{store}/ring/ip-neigh.txt")]
    left = {item.path: item.reason for item in result.case.skipped}
    assert left == {
        f"{store}/ring/deeper": "a folder in a folder: give it by itself",
        f"{store}/ring/README": "neither a capture nor printed frames nor a log that is known",
    }


def test_a_file_of_a_folder_that_cannot_be_read_is_left_with_the_reason(store: str) -> None:
    case = analyze([f"{store}/years"]).case
    assert [info.name for info in case.captures] == ["b.pcap"]
    assert [item.path for item in case.skipped] == [f"{store}/years/a.pcap"]
    assert "storage class" in case.skipped[0].reason


@pytest.mark.parametrize(
    ("name", "expected"),
    [("none.pcap", "no such file"), ("none*.pcap", "no file matches"), ("ring/README", "README: not a capture")],
)
def test_what_is_not_there_or_no_capture_is_told_by_its_url(store: str, name: str, expected: str) -> None:
    with pytest.raises(InputError, match=expected) as told:
        analyze([f"{store}/{name}"])
    assert told.value.what.startswith(f"{store}/{name}: ")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("s3://b/a/ip-neigh.txt", "ip-neigh.txt"),
        ("s3://b/a/..", "file"),
        ("s3://b/" + "x" * 1000 + ".txt", "x" * 196 + ".txt"),
    ],
)
def test_a_copy_is_called_what_a_file_here_can_be_called(url: str, name: str) -> None:
    assert file_name(url) == name


def test_without_the_right_credentials_it_is_told_what_to_give(
    port: int, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask_for_rights(calls: bytes) -> None:
        where = f"http://127.0.0.1:{port}/moto-api/reset-auth"
        with urlopen(Request(where, data=calls, headers={"Content-Type": "text/plain"})):
            pass

    ask_for_rights(b"0")
    try:
        with pytest.raises(InputError, match="cannot be read") as told:
            analyze([f"{store}/one.pcap"])
    finally:
        ask_for_rights(b"inf")
    assert "credentials" in told.value.fix
    assert SECRET not in str(told.value)


def test_a_connection_that_breaks_in_the_middle_goes_on_where_it_broke(
    port: int, whole: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    between = Between(port, failing=3, most=100_000)
    between.start()
    lead(between.port, monkeypatch)
    with closing(between):
        loaded = read([f"s3://{BUCKET}/one.pcap"], [VIP])
    assert rows(loaded) == rows(whole)[: len(loaded.evidence)]
    assert loaded.captures[0].frames == 4000
    assert between.connections > 3


def test_errors_of_the_server_that_pass_are_waited_for(
    port: int, whole: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    between = Between(port, failing=2, most=0)
    between.start()
    lead(between.port, monkeypatch)
    with closing(between):
        loaded = read([f"s3://{BUCKET}/one.pcap"], [VIP])
    assert loaded.captures[0].frames == 4000
    assert between.connections > 2
