"""A source that can be read but once: what is kept of it depends on whether its VIPs are known by then."""

import os
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

import pytest

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.signs.observation import Blind, Unseen
from arpwatch_k8s.diagnosis.signs.presence import presence
from arpwatch_k8s.savefile.info import CaptureInfo
from tests.diagnosis.cast import Cast
from tests.diagnosis.hangs import busy, owned
from tests.savefiles import NS, pcap

CAST = Cast()
FRAMES = [*owned(CAST), *busy(CAST, 4, 40), *(CAST.ask(second, 0, of=CAST.client) for second in range(60))]
"""The node asks for another address each second."""
BEGIN = min(FRAMES)[0]


def through_a_pipe(tmp_path: Path, vips: Sequence[str]) -> Result:
    """The analysis of a named pipe."""
    pipe, data = tmp_path / "pipe", pcap(sorted(FRAMES))
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_bytes, args=(data,))
    writer.start()
    found = analyze([pipe], vips=vips)
    writer.join()
    return found


def info_of(found: Result) -> CaptureInfo:
    (info,) = found.case.captures
    return info


def lacking(found: Result) -> dict[str, str]:
    return {out.rule: out.why for out in found.verdict.undecided}


def test_where_vips_are_given_all_is_kept(tmp_path: Path) -> None:
    found = through_a_pipe(tmp_path, [CAST.vip])
    assert (info_of(found).flows_kept, info_of(found).presence_kept) == (True, True)
    assert "path-mtu-blackhole" not in lacking(found)


def test_where_they_are_not_it_is_told_that_less_is_and_silence_means_nothing(tmp_path: Path) -> None:
    found = through_a_pipe(tmp_path, [])
    assert (info_of(found).flows_kept, info_of(found).presence_kept) == (False, False)
    assert "name them, --vip" in lacking(found)["path-mtu-blackhole"]
    assert any("was read but once, and the VIPs were not known by then" in words for words in found.verdict.caveats)


@pytest.mark.parametrize(("kept", "expected"), [(True, Unseen), (False, Blind)])
def test_a_silence_is_none_where_other_frames_were_not_recorded(tmp_path: Path, kept: bool, expected: type) -> None:
    found = through_a_pipe(tmp_path, [CAST.vip] if kept else [])
    (record,) = found.case.vips
    (owner,) = {epoch.owner for epoch in record.ownership.epochs}
    there = presence(found.case, record, owner)
    assert isinstance(there.quiet(BEGIN + 61 * NS, BEGIN + 90 * NS), expected)
