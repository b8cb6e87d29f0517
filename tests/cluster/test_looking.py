"""A capture is read once, by whatever name it comes, and as a whole, however often it is looked at while it grows."""

import json
import os
from pathlib import Path

import pytest

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.cluster import Extracted, Threads, extract
from arpwatch_k8s.cluster.looking import ONCE, YOUNG_NS
from arpwatch_k8s.correlator.vips import discover
from arpwatch_k8s.errors import InputError
from tests.cluster.pieces import LONG_AGO_NS, NOW_NS, cut, difference, kept, written
from tests.savefiles import MAC_A, MAC_B, NS, announcement, exchange, pcap

FRAMES = [(NS, announcement(MAC_A)), *exchange(2 * NS, 40000), (9 * NS, announcement(MAC_B)), *exchange(10 * NS, 40001)]


def run(folder: Path, *sources: str, now_ns: int = NOW_NS, keep_going: bool = False) -> Extracted:
    """An extraction of a folder's ring into its data set."""
    named = sources or (str(folder / "ring"),)
    return extract(named, str(folder / "set"), lambda: Threads(2), now_ns=now_ns, keep_going=keep_going)


def readings(folder: Path) -> int:
    """How often something was read."""
    return len(list((folder / "set" / "readings").iterdir()))


def test_what_is_known_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut("flapping", 3, tmp_path / "ring")
    run(tmp_path)
    monkeypatch.setattr("arpwatch_k8s.capture.sources.at_path", lambda path: pytest.fail(f"{path} was opened"))
    did = run(tmp_path)
    assert (did.captures, did.known, did.snapshot) == ([], 3, None)


def test_a_data_set_of_the_version_before_is_gone_on_with(tmp_path: Path) -> None:
    """0.2.0 said nothing of marks, which files elsewhere have."""
    cut("flapping", 3, tmp_path / "ring")
    run(tmp_path)
    for manifest in (tmp_path / "set" / "readings").iterdir():
        document = json.loads(manifest.read_text())
        assert document.pop("mark") is None
        manifest.write_text(json.dumps(document))
    assert (run(tmp_path).captures, run(tmp_path).known) == ([], 3)
    assert len(kept(tmp_path / "set").captures) == 3


def test_a_file_by_another_name_is_the_same_capture(tmp_path: Path) -> None:
    old, *_ = cut("flapping", 3, tmp_path / "ring")
    run(tmp_path)
    new = str(Path(old).rename(tmp_path / "ring" / "moved.pcap"))
    os.utime(new, ns=(LONG_AGO_NS + NS,) * 2)
    did = run(tmp_path)
    assert (did.captures, did.known) == ([], 3)
    held = kept(tmp_path / "set")
    assert new in {info.path for info in held.captures}
    assert all(source.seekable for source in held.sources)
    assert difference(load([str(tmp_path / "ring")], discover=discover), held) == ""


def test_the_same_frames_twice_are_one_capture(tmp_path: Path) -> None:
    for name in ("one", "two"):
        written(tmp_path / "ring" / f"{name}.pcap", pcap(FRAMES))
    did = run(tmp_path)
    assert (len(did.captures), did.known, len(kept(tmp_path / "set").captures)) == (1, 1, 1)


def test_another_capture_by_the_same_name_is_one_more(tmp_path: Path) -> None:
    path = written(tmp_path / "ring" / "0.pcap", pcap(FRAMES))
    run(tmp_path)
    written(Path(path), pcap([(time + 60 * NS, frame) for time, frame in FRAMES]), age_s=-60)
    assert len(run(tmp_path).captures) == 1
    first, second = kept(tmp_path / "set").sources
    assert not first.seekable
    assert second.seekable


def test_what_was_written_to_just_now_is_taken_later(tmp_path: Path) -> None:
    path = written(tmp_path / "ring" / "0.pcap", pcap(FRAMES))
    written(tmp_path / "ring" / "1.pcap", pcap(FRAMES[:1]), age_s=3600)
    did = run(tmp_path, now_ns=LONG_AGO_NS + YOUNG_NS // 2)
    assert (did.young, len(did.captures)) == ([path], 1)
    assert len(run(tmp_path).captures) == 1


@pytest.mark.parametrize("end", [-100, -1, None], ids=["in a record", "in the last byte", "between two"])
def test_a_capture_that_went_on_takes_the_place_of_what_it_was(tmp_path: Path, end: int | None) -> None:
    whole, part = pcap(FRAMES), pcap(FRAMES[:5])
    path = written(tmp_path / "ring" / "0.pcap", part[:end])
    run(tmp_path)
    written(Path(path), whole, age_s=-60)
    did = run(tmp_path)
    assert (len(did.captures), did.failed) == (1, [])
    assert difference(load([path], discover=discover), kept(tmp_path / "set")) == ""
    assert readings(tmp_path) == 2


def test_one_that_only_begins_alike_does_not(tmp_path: Path) -> None:
    written(tmp_path / "ring" / "0.pcap", pcap(FRAMES[:5]))
    run(tmp_path)
    other = [*FRAMES[:1], *[(time + 1, frame) for time, frame in FRAMES[1:]]]
    written(tmp_path / "ring" / "1.pcap", pcap(other))
    run(tmp_path)
    assert len(kept(tmp_path / "set").captures) == 2


def test_what_else_a_folder_holds_is_named(tmp_path: Path) -> None:
    cut("flapping", 1, tmp_path / "ring")
    text = written(tmp_path / "ring" / "notes.txt", b"no capture, but a text that somebody wrote\n")
    did = run(tmp_path)
    assert [item.path for item in did.skipped] == [text]
    assert did.failed == []


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match=ONCE):
        run(tmp_path, str(tmp_path / "pipe"))


def test_a_missing_file_ends_it_and_is_passed_over_where_it_is_to_go_on(tmp_path: Path) -> None:
    there, missing = cut("flapping", 1, tmp_path / "ring")[0], str(tmp_path / "ring" / "missing.pcap")
    did = run(tmp_path, there, missing)
    assert ([failure.path for failure in did.failed], did.not_begun, did.captures) == ([missing], 1, [])
    did = run(tmp_path, there, missing, keep_going=True)
    assert ([failure.path for failure in did.failed], did.not_begun, len(did.captures)) == ([missing], 0, 1)
    assert difference(load([there], discover=discover), kept(tmp_path / "set")) == ""


@pytest.mark.parametrize(
    ("source", "name", "why"),
    [
        ("tcp://127.0.0.1:1", "tcp://127.0.0.1:1", ONCE),
        ("-", "-", ONCE),
    ],
)
def test_what_can_be_read_but_once_is_refused_and_not_asked_for(
    tmp_path: Path, source: str, name: str, why: str
) -> None:
    with pytest.raises(InputError) as told:
        run(tmp_path, source)
    assert told.value.what == f"{name}: {why}"
