"""A data set is what one machine reads of all captures, to the row, however it was made."""

from collections.abc import Callable
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.capture.files import load
from arpwatch_k8s.capture.parts import Loaded
from arpwatch_k8s.cluster import Processes, Threads, extract
from arpwatch_k8s.cluster.crews import Crew
from arpwatch_k8s.cluster.extraction import GONE
from arpwatch_k8s.correlator.vips import discover
from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.report.formats import json
from tests.cluster.pieces import NOW_NS, cut, difference, kept, shuffled, written
from tests.conftest import CAPTURES
from tests.savefiles import MAC_A, NS, VIP, announcement, exchange, pcap, question

COUNT = 56


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Two scenarios in many files: connections, contests and handovers go on from one to the next."""
    folder = tmp_path_factory.mktemp("ring")
    return [*cut("flapping", COUNT // 2, folder), *cut("two-vips-one-sick", COUNT // 2, folder)]


@pytest.fixture(scope="module")
def alone(paths: list[str]) -> Loaded:
    """What one machine reads of them."""
    return load(paths, discover=discover)


def threads() -> Crew:
    return Threads(2)


@pytest.mark.parametrize(
    "crew", [threads, lambda: Processes(1), lambda: Processes(2)], ids=["threads", "a process", "two processes"]
)
def test_whoever_reads_and_in_whatever_order_it_is_the_same_to_the_row(
    paths: list[str], alone: Loaded, tmp_path: Path, crew: Callable[[], Crew]
) -> None:
    did = extract(shuffled(paths), str(tmp_path / "set"), crew, now_ns=NOW_NS)
    assert (len(did.captures), did.failed, did.not_begun) == (COUNT, [], 0)
    assert difference(alone, kept(tmp_path / "set")) == ""
    assert len(alone.evidence) > 1000
    assert len(alone.vips or ()) > 1


def test_tables_and_verdict_are_those_of_the_captures(paths: list[str], tmp_path: Path) -> None:
    extract(paths, str(tmp_path / "set"), threads, now_ns=NOW_NS)
    assert json.document(analyze([str(tmp_path / "set")])) == json.document(analyze(paths))


DIFFERENT = ("vlan-trunk", "keepalived-failover-ipv6", "capture-with-drops", "capture-cut-short", "vrid-collision")


@pytest.mark.parametrize("scenario", DIFFERENT)
def test_whatever_protocols_and_damage_a_capture_has_comes_back(scenario: str, tmp_path: Path) -> None:
    path = str(CAPTURES / scenario / "proxy.pcapng")
    extract([path], str(tmp_path / "set"), threads, now_ns=2 * NOW_NS)
    assert difference(load([path], discover=discover), kept(tmp_path / "set")) == ""


def test_files_that_come_later_bring_vips_that_the_earlier_are_read_again_for(tmp_path: Path) -> None:
    first, later = cut("flapping", 4, tmp_path / "ring"), cut("two-vips-one-sick", 4, tmp_path / "ring")
    extract(first, str(tmp_path / "set"), threads, now_ns=NOW_NS)
    before = kept(tmp_path / "set").vips
    did = extract([str(tmp_path / "ring")], str(tmp_path / "set"), threads, now_ns=NOW_NS)
    assert (len(did.captures), did.known, did.failed) == (4, 4, [])
    assert set(before or ()) < set(kept(tmp_path / "set").vips or ())
    assert difference(load([*first, *later], discover=discover), kept(tmp_path / "set")) == ""


def test_no_reading_of_before_is_left_beside(tmp_path: Path) -> None:
    first = cut("flapping", 2, tmp_path / "ring")
    extract(first, str(tmp_path / "set"), threads, now_ns=NOW_NS)
    cut("two-vips-one-sick", 2, tmp_path / "ring")
    extract([str(tmp_path / "ring")], str(tmp_path / "set"), threads, now_ns=NOW_NS)
    flows = [path.name.partition(".")[0] for path in (tmp_path / "set" / "flows").rglob("*.parquet")]
    assert sorted(flows) == sorted(set(flows))
    assert len(flows) == 4


def test_what_is_gone_when_a_vip_is_found_is_said_to_lack_its_tcp(tmp_path: Path) -> None:
    data = pcap(exchange(NS, 40000))
    old = written(tmp_path / "old.pcap", data)
    extract([old], str(tmp_path / "set"), threads, now_ns=NOW_NS)
    assert kept(tmp_path / "set").vips == ()
    Path(old).unlink()
    new = written(tmp_path / "new.pcap", pcap([(10 * NS, announcement(MAC_A))]))
    did = extract([new], str(tmp_path / "set"), threads, now_ns=NOW_NS)
    assert [(failure.path, failure.why) for failure in did.failed] == [(old, GONE)]
    held = kept(tmp_path / "set")
    assert held.vips == (address_number(VIP),)
    lacks, whole = held.captures
    assert (lacks.path, lacks.flows_kept, lacks.presence_kept, lacks.rows_dropped) == (old, False, False, 2)
    assert (whole.path, whole.flows_kept, whole.presence_kept, whole.rows_dropped) == (new, True, True, 0)
    assert extract([new], str(tmp_path / "set"), threads, now_ns=NOW_NS).failed == []
    written(Path(old), data)
    extract([old], str(tmp_path / "set"), threads, now_ns=NOW_NS)
    assert difference(load([old, new], discover=discover), kept(tmp_path / "set")) == ""


def test_with_vips_given_each_capture_is_read_once(paths: list[str], tmp_path: Path) -> None:
    vips = [address_number("192.0.2.80")]
    extract(paths, str(tmp_path / "set"), threads, vips=vips, now_ns=NOW_NS)
    assert difference(load(paths, vips=vips), kept(tmp_path / "set")) == ""
    assert {path.name.split(".")[1].split("-")[0] for path in (tmp_path / "set" / "readings").iterdir()} == {"all"}


def test_a_data_set_is_of_the_vips_that_it_was_made_for(paths: list[str], tmp_path: Path) -> None:
    extract(paths[:1], str(tmp_path / "set"), threads, now_ns=NOW_NS)
    with pytest.raises(UsageError, match="of other VIPs: those that are discovered"):
        extract(paths[:2], str(tmp_path / "set"), threads, vips=[address_number("10.0.0.1")], now_ns=NOW_NS)


def test_a_folder_of_something_else_is_left_alone(paths: list[str]) -> None:
    with pytest.raises(UsageError, match="is no data set"):
        extract(paths, str(Path(paths[0]).parent), threads, now_ns=NOW_NS)


def test_a_folder_that_looks_like_the_beginning_of_one_and_holds_more_is_left_alone(
    paths: list[str], tmp_path: Path
) -> None:
    notes = written(tmp_path / "set" / "readings" / "notes.json", b"{}")
    with pytest.raises(UsageError, match="is no data set"):
        extract(paths, str(tmp_path / "set"), threads, now_ns=NOW_NS)
    assert [*map(str, (tmp_path / "set").rglob("*.json"))] == [notes]


def test_where_nothing_can_be_read_there_is_no_data_set(tmp_path: Path) -> None:
    path = written(tmp_path / "notes.txt", b"not a capture at all, but a text\n")
    with pytest.raises(InputError, match="not a capture"):
        extract([path], str(tmp_path / "set"), threads, now_ns=NOW_NS)
    assert not (tmp_path / "set").exists()


def test_captures_without_a_vip_are_a_data_set_all_the_same(tmp_path: Path) -> None:
    path = written(tmp_path / "quiet.pcap", pcap([]))
    other = written(tmp_path / "claim.pcap", pcap([(1, question())]))
    extract([path, other], str(tmp_path / "set"), threads, now_ns=NOW_NS)
    assert difference(load([path, other], discover=discover), kept(tmp_path / "set")) == ""
