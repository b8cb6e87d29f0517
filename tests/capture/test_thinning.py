"""A flood of connections is thinned to whole ones, alike in all captures, and it is told."""

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.capture import parts, thinning
from arpwatch_k8s.capture.files import load
from arpwatch_k8s.capture.parts import Loaded
from arpwatch_k8s.capture.thinning import thinned
from arpwatch_k8s.correlator.vips import discover
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.evidence.row import ARP_ANNOUNCEMENT, TCP_RST, TCP_SYN
from tests.conftest import CAPTURES
from tests.diagnosis.cast import Cast
from tests.diagnosis.hangs import busy, owned
from tests.savefiles import pcap, save

CAST = Cast()
CONNECTIONS = 400
FRAMES = sorted([*owned(CAST), *busy(CAST, 0, CONNECTIONS)])


def read(tmp_path: Path, *, copies: int = 1) -> Loaded:
    """The frames, as so many captures have them."""
    paths = [save(tmp_path / f"{number}.pcap", pcap(FRAMES[number:])) for number in range(copies)]
    return load(paths, vips=[address_number(CAST.vip)])


def ports_of(loaded: Loaded, capture: int) -> set[int]:
    """Clients' ports of the segments that a capture has."""
    rows = loaded.evidence.take(loaded.evidence["capture"] == capture)
    syn = rows.of_kinds(TCP_SYN)
    return set(syn["sport"].tolist())


def test_as_many_connections_as_are_meant_to_be_kept_are_kept_as_they_are(tmp_path: Path) -> None:
    loaded = read(tmp_path)
    same = thinned(loaded.evidence, loaded.flows, len(ports_of(loaded, 0)))
    assert (same.evidence, same.one_of, same.left_out) == (loaded.evidence, 1, {})
    assert same.flows is loaded.flows


@pytest.mark.parametrize("most", [CONNECTIONS - 1, 100, 20])
def test_of_more_some_are_kept_whole_and_the_others_counted(tmp_path: Path, most: int) -> None:
    loaded = read(tmp_path)
    rows, frames = len(loaded.evidence), dict(loaded.evidence.columns)
    kept = thinned(loaded.evidence, loaded.flows, most)
    ports = set(kept.evidence.of_kinds(TCP_SYN)["sport"].tolist())
    assert 0 < len(ports) <= most
    assert len(kept.evidence) + kept.left_out[0] == rows
    vip = loaded.evidence.addresses.find(CAST.vip)
    client = np.where(frames["ip_dst"] == vip, frames["sport"], frames["dport"])
    stays = np.isin(client, list(ports)) | (frames["kind"] < TCP_SYN)
    assert kept.evidence["frame"].tolist() == frames["frame"][stays].tolist()
    assert set(kept.flows["client_port"].tolist()) == set(loaded.flows["client_port"].tolist()) & ports


@pytest.mark.parametrize("capture", [path for path in sorted(CAPTURES.rglob("*.pcap*")) if path.is_file()], ids=str)
def test_no_more_connections_have_rows_than_were_tracked(capture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tracked: list[tuple[int | None, int]] = []

    def noted(evidence: Evidence, flows: NDArray[Any], *, at_most: int | None) -> thinning.Thinned:
        rows = np.flatnonzero(np.isin(evidence["kind"], thinning.SEGMENTS))
        draws = thinning.row_draws(evidence, rows, np.zeros(len(rows), bool), np.uint64(1))
        tracked.append((at_most, len(np.unique(draws))))
        return thinned(evidence, flows, at_most=at_most)

    monkeypatch.setattr(parts, "thinned", noted)
    load([capture], discover=discover)
    ((most, there),) = tracked
    assert most is not None
    assert there <= most


def test_where_few_enough_were_tracked_rows_are_not_looked_at(tmp_path: Path) -> None:
    loaded = read(tmp_path)
    assert thinned(loaded.evidence, loaded.flows, 100, at_most=100).evidence is loaded.evidence


def test_what_is_about_no_connection_stays(tmp_path: Path) -> None:
    loaded = read(tmp_path)
    claims = len(loaded.evidence.of_kinds(ARP_ANNOUNCEMENT))
    assert len(thinned(loaded.evidence, loaded.flows, 10).evidence.of_kinds(ARP_ANNOUNCEMENT)) == claims > 0


def test_all_captures_keep_the_same_connections(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "thinned", partial(thinned, most=50))
    loaded = read(tmp_path, copies=2)
    assert ports_of(loaded, 0) == ports_of(loaded, 1) != set()
    assert {info.one_of for info in loaded.captures} == {loaded.captures[0].one_of} != {1}


def test_it_is_told_and_nothing_is_called_healthy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path / "a.pcap", pcap(FRAMES))
    assert analyze([path]).case.captures[0].one_of == 1
    monkeypatch.setattr(parts, "thinned", partial(thinned, most=50))
    found = analyze([path])
    (info,) = found.case.captures
    assert info.rows_dropped > 0
    said = f"one of {info.one_of} is, drawn by addresses and ports, all numbers of connections are of those"
    assert said in " ".join((found.verdict.summary, *found.verdict.caveats))
    (record,) = found.case.vips
    assert 0 < len(record.attempts) <= 50
    assert not len(record.failed), "a connection that is kept has all its segments"


def test_one_connection_that_opens_ever_again_is_one(tmp_path: Path) -> None:
    loaded = read(tmp_path)
    again = np.repeat(np.flatnonzero(loaded.evidence["kind"] == TCP_SYN)[:1], 1000)
    rows = loaded.evidence.take(again)
    assert thinned(rows, loaded.flows, 1).one_of == 1


def test_resets_draw_as_the_segments_that_they_answer() -> None:
    assert {TCP_SYN, TCP_RST} <= set(thinning.SEGMENTS)
    ends = np.array([1, 2, 3], np.uint64), np.array([9, 8, 7], np.uint64)
    assert thinning.of_ends(*ends).tolist() == thinning.of_ends(*ends[::-1]).tolist()
