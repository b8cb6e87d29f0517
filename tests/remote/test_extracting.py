"""Captures in a store become a data set as those here do, each fetched once a reading, and none that nobody named."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import read
from arpwatch_k8s.capture.parts import Loaded
from arpwatch_k8s.cluster import Extracted, Processes, Threads, extract
from arpwatch_k8s.cluster.crews import Crew
from arpwatch_k8s.cluster.extraction import GONE
from arpwatch_k8s.errors import InputError, UsageError
from tests.cluster.pieces import NOW_NS, kept, written
from tests.remote.store import BUCKET, put, s3, web
from tests.remote.test_stores import FILES, FIRST, SECOND, rows
from tests.savefiles import MAC_A, MAC_B, NS, announcement, exchange, pcap

SIGNED = "sig=what-nobody-else-is-to-know"
FRAMES = [frame for number in range(4000) for frame in exchange((number + 1) * NS, 20_000 + number)]
SERVED = pcap([(0, announcement(MAC_A)), (1, announcement(MAC_B)), *FRAMES])
"""A VIP and connections to it, so that there is a second reading."""


@pytest.fixture
def port() -> Iterator[int]:
    """A store that has some files, which the test may change."""
    with s3() as port:
        put(port, {name: data for name, data in FILES.items() if name.startswith("ring/")}, {})
        yield port


@pytest.fixture
def here(tmp_path: Path) -> Loaded:
    """The captures of the store's folder, read here."""
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "a.pcap").write_bytes(FIRST)
    (folder / "b.pcap").write_bytes(SECOND)
    return read([folder])


def run(target: Path, *sources: str, crew: Callable[[], Crew] = lambda: Threads(2)) -> Extracted:
    """An extraction."""
    return extract(sources, str(target), crew, now_ns=NOW_NS, keep_going=True)


@pytest.mark.parametrize("crew", [lambda: Threads(2), lambda: Processes(2)], ids=["threads", "processes"])
def test_a_folder_of_a_store_is_extracted_as_one_here(
    store: str, here: Loaded, tmp_path: Path, crew: Callable[[], Crew]
) -> None:
    did = run(tmp_path / "set", f"{store}/ring/", crew=crew)
    assert (len(did.captures), did.failed) == (2, [])
    assert [item.path for item in did.skipped] == [
        f"{store}/ring/deeper",
        f"{store}/ring/README",
        f"{store}/ring/ip-neigh.txt",
    ]
    held = kept(tmp_path / "set")
    assert rows(held) == rows(here)
    assert (held.vips, len(held.flows), len(held.endpoints)) == (here.vips, len(here.flows), len(here.endpoints))
    assert sorted(info.path for info in held.captures) == [f"{store}/ring/a.pcap.zst", f"{store}/ring/b.pcap.gz"]


def test_what_is_known_is_not_read_again_and_what_changed_is_one_more(store: str, port: int, tmp_path: Path) -> None:
    run(tmp_path / "set", f"{store}/ring/*.pcap.*")
    again = run(tmp_path / "set", f"{store}/ring/*.pcap.*")
    assert (again.captures, again.known, again.snapshot) == ([], 2, None)
    put(port, {"ring/a.pcap.zst": SERVED}, {})
    other = run(tmp_path / "set", f"{store}/ring/*.pcap.*")
    assert ([info.path for info in other.captures], other.known) == ([f"{store}/ring/a.pcap.zst"], 1)
    assert len(kept(tmp_path / "set").captures) == 3


def test_the_same_bytes_by_another_name_are_one_capture(store: str, port: int, tmp_path: Path) -> None:
    put(port, {"copy/a.pcap": FIRST}, {})
    did = run(tmp_path / "set", f"{store}/ring/", f"{store}/copy/a.pcap", str(written(tmp_path / "here.pcap", SECOND)))
    assert did.failed == []
    assert len(kept(tmp_path / "set").captures) == 2


def test_what_is_not_there_or_no_capture_is_listed(store: str, tmp_path: Path) -> None:
    did = run(tmp_path / "set", f"{store}/none.pcap", f"{store}/ring/README", f"{store}/ring/b.pcap.gz")
    assert [failure.path for failure in did.failed] == [f"{store}/none.pcap", f"{store}/ring/README"]
    assert [info.path for info in did.captures] == [f"{store}/ring/b.pcap.gz"]
    with pytest.raises(InputError, match="no file matches"):
        run(tmp_path / "set", f"{store}/none*")


def test_each_reading_fetches_a_capture_once_and_a_secret_is_kept_nowhere(tmp_path: Path) -> None:
    with web({"proxy.pcap": SERVED}, ranges=True) as (number, asked):
        did = run(tmp_path / "set", f"http://127.0.0.1:{number}/proxy.pcap?{SIGNED}")
    assert (did.failed, len(did.captures)) == ([], 1)
    assert kept(tmp_path / "set").flows.size or len(kept(tmp_path / "set").evidence) > len(FRAMES)
    ranges = [re.search(r"bytes=(\d+)-(\d+)", one) for one in asked]
    fetched = sum(int(one[2]) - int(one[1]) + 1 for one in ranges if one)
    assert 2 * len(SERVED) - (1 << 16) <= fetched <= 2 * len(SERVED) + (1 << 16)
    files = [path for path in (tmp_path / "set").rglob("*") if path.is_file()]
    assert not [path for path in files if SIGNED.encode() in path.read_bytes()]


def test_nothing_is_fetched_that_this_run_did_not_name(tmp_path: Path) -> None:
    """A data set may be somebody else's, with URLs in it."""
    other = [(NS, announcement(MAC_A, "192.0.2.99")), (2 * NS, announcement(MAC_B, "192.0.2.99"))]
    new = written(tmp_path / "new.pcap", pcap(other))
    with web({"proxy.pcap": SERVED}, ranges=True) as (number, asked):
        url = f"http://127.0.0.1:{number}/proxy.pcap"
        run(tmp_path / "set", url)
        before = len(asked)
        did = run(tmp_path / "set", new)
        assert len(asked) == before
        assert [(failure.path, failure.why) for failure in did.failed] == [(url, GONE)]
        assert run(tmp_path / "set", url).failed == []
        assert len(asked) > before


def test_what_is_missing_for_a_url_is_told_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arpwatch_k8s.remote.address.find_spec", lambda name: None)
    with pytest.raises(UsageError, match="needs fsspec, which is not installed"):
        run(tmp_path / "set", f"s3://{BUCKET}/ring/")
    assert not (tmp_path / "set").exists()
