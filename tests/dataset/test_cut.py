"""Of a stretch of time no more is read of a data set than what it holds of that."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from arpwatch_k8s.capture.parts import Loaded
from arpwatch_k8s.cluster import Threads, extract
from arpwatch_k8s.dataset import cut as cutting
from arpwatch_k8s.dataset import snapshot, tables
from arpwatch_k8s.dataset.reading import load_pairs, pairs_of
from arpwatch_k8s.dataset.span import EVER, Span
from arpwatch_k8s.evidence import Addresses, Evidence
from arpwatch_k8s.evidence.table import DTYPES
from tests.cluster.pieces import NOW_NS, cut, frames

OTHER = "two-vips-one-sick"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("made")
    extract(cut(OTHER, 3, made / "ring"), str(made / "set"), lambda: Threads(2), now_ns=NOW_NS)
    return made / "set"


def rows(*times: int) -> pa.Table:
    """Evidence of some times, as it is kept."""
    columns = {name: np.zeros(len(times), dtype) for name, dtype in DTYPES.items()}
    columns["time"][:] = times
    evidence = Evidence(columns, Addresses())
    evidence.addresses.intern_group((evidence.addresses.intern(1),))
    return tables.of_evidence(evidence)


def held(folder: Path, within: Span) -> Loaded:
    """What a data set holds of a stretch of time."""
    known = snapshot.read(folder)
    pairs = pairs_of(folder, known)
    return load_pairs(folder, known, pairs, [pair.first.source.path for pair in pairs], within=within)


def middle() -> tuple[int, int]:
    """Two times in a scenario."""
    times = [time for time, _ in frames(OTHER)]
    return times[len(times) // 4], times[len(times) * 3 // 4]


def test_rows_are_those_of_the_time_and_no_others(folder: Path) -> None:
    first, last = middle()
    whole, part = held(folder, EVER).evidence, held(folder, Span(start=first, end=last)).evidence
    inside = (whole["time"] >= first) & (whole["time"] <= last)
    assert 0 < inside.sum() < len(whole)
    for name in whole.columns:
        if name not in ("ip_src", "ip_dst", "sender_ip", "target_ip", "gateway", "quoted_src", "quoted_dst"):
            assert np.array_equal(whole[name][inside], part[name]), name
    assert [whole.addresses.text(code) for code in whole["ip_dst"][inside].tolist()] == [
        part.addresses.text(code) for code in part["ip_dst"].tolist()
    ]


def test_flows_counts_and_presence_touch_the_time(folder: Path) -> None:
    first, last = middle()
    whole, part = held(folder, EVER), held(folder, Span(start=first, end=first + 1))
    assert 0 < len(part.flows) < len(whole.flows)
    assert (part.flows["first_time"] <= first + 1).all()
    assert (part.flows["last_time"] >= first).all()
    assert len(held(folder, Span(start=0, end=1)).endpoints) == 0
    assert len(held(folder, Span(start=first, end=last)).endpoints) > 0


def test_of_groups_of_rows_of_another_time_nothing_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pq.write_table(rows(*range(0, 1000, 10)), tmp_path / "rows", row_group_size=10, write_statistics=["time"])
    asked: list[list[int]] = []
    real = pq.ParquetFile.read_row_groups

    def groups(file: pq.ParquetFile, wanted: list[int], *, use_threads: bool) -> pa.Table:
        asked.append(wanted)
        return real(file, wanted, use_threads=use_threads)

    monkeypatch.setattr(pq.ParquetFile, "read_row_groups", groups)
    found = cutting.read(tmp_path / "rows", Span(start=195, end=310))
    assert asked == [[2, 3]]
    assert found["time"].cast(pa.int64()).to_pylist() == list(range(200, 311, 10))


def test_a_file_that_says_nothing_of_its_times_is_read(tmp_path: Path) -> None:
    pq.write_table(rows(5, 15, 25), tmp_path / "rows", write_statistics=False)
    assert len(cutting.read(tmp_path / "rows", Span(start=10, end=None))) == 2
