"""What the benchmark of many captures rests on: captures cut between frames, a model that divides what is shared."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from arpwatch_k8s.capture.files import load
from tests.benchmarks.fleet.made import LEAST_BYTES, mixed, write_files
from tests.benchmarks.fleet.measured import through
from tests.benchmarks.fleet.model import Fleet, Line, Rates, most_workers, took

RATES = Rates(
    start_s=0,
    look_s=0.001,
    hand_out_s=0.001,
    first=Line(0.01, 1e-9),
    again=Line(0.02, 1e-9),
    back=Line(0.001, 1e-5),
    settle=Line(0.002, 1e-6),
    load=Line(0.01, 1e-6),
    conclude=Line(0.5, 1e-6),
    control_per_byte=1e-6,
    rows_per_byte=1e-4,
    dataset_per_byte=0.01,
)
FLEET = Fleet(1000, 1e10)


def test_captures_are_cut_between_frames_and_none_is_lost(tmp_path: Path) -> None:
    sizes = [LEAST_BYTES, 300_000, 50_000]
    written = write_files(tmp_path / "cut", sizes)
    write_files(tmp_path / "whole", [written - 2 * 24])  # two headers fewer
    cut, whole = (load([tmp_path / name], vips=[]) for name in ("cut", "whole"))
    assert [info.truncated_at or info.corrupt_at for info in cut.captures] == [None] * 3
    assert sum(info.frames for info in cut.captures) == whole.captures[0].frames
    assert cut.evidence["time"].tolist() == whole.evidence["time"].tolist()


def test_mixed_sizes_add_up_and_differ() -> None:
    sizes = mixed(200, 1e9)
    assert sum(sizes) == pytest.approx(1e9, rel=0.001)
    assert max(sizes) > 20 * min(sizes)
    assert mixed(200, 1e9) == sizes


def test_what_one_costs_and_what_more_of_it_does_are_told_from_two_sets() -> None:
    line = through([50, 1e7], 50 * 0.01 + 0.1, [5, 1e8], 5 * 0.01 + 1.0)
    assert (line.each_s, line.more_s) == (pytest.approx(0.01), pytest.approx(1e-8))
    assert through([50, 1e7], 0.0, [5, 1e8], 1.0).each_s == 0.0


def test_workers_divide_readings_and_the_client_does_the_rest_by_itself() -> None:
    one, four = took(RATES, FLEET, 1), took(RATES, FLEET, 4)
    assert one.first == pytest.approx(20)
    assert one.again == pytest.approx(30)
    assert (four.first, four.again) == (pytest.approx(5), pytest.approx(7.5))
    assert (one.back, four.back) == (pytest.approx(1.1), pytest.approx(1.1 / 4))
    assert (four.look, four.settle, four.analyze) == (one.look, one.settle, one.analyze)
    assert one.extract == pytest.approx(1 + 20 + 1.1 + (2 + 0.01) + 30)
    assert one.analyze == pytest.approx((10 + 1) + (0.5 + 1))


def test_a_reading_is_no_faster_than_its_store_or_than_it_is_handed_out() -> None:
    assert took(RATES, FLEET, 64, store=1e9).first == pytest.approx(10)
    assert took(RATES, FLEET, 1000).first == pytest.approx(1)


def test_scaling_stops_sooner_behind_a_store_and_where_the_client_has_more_to_do() -> None:
    free, behind = most_workers(RATES, FLEET), most_workers(RATES, FLEET, store=1e9)
    slow_client = most_workers(replace(RATES, settle=Line(0.02, 1e-6)), FLEET)
    assert 1 < behind < free
    assert slow_client < free
