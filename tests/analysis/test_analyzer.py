"""What must hold of every analysis, whatever is in the capture: properties over conversations made up at random."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from arpwatch_k8s.analysis.analyzer import Analyzer
from arpwatch_k8s.analysis.concluding import conclude
from arpwatch_k8s.analysis.origin import Origin
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze, read
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.evidence.reference import FrameRef
from tests.analysis.conversations import OTHERS, STEPS, T0, USUAL, Names, Step, frames, noisy
from tests.savefiles import NS, Timed, pcap, save


def run(folder: Path, *files: Sequence[Timed], vip: str = Names.vip) -> Result:
    paths = [save(folder / f"{number}.pcap", pcap(part)) for number, part in enumerate(files)]
    return analyze(paths, vips=[vip])


Table = list[tuple[Any, ...]]


def table(result: Result, names: Names = USUAL, *, begin: int = T0, before: Sequence[int] = (0,)) -> Table:
    """All that was found, with roles for names, times from the beginning, and frame numbers of the whole."""
    roles = {mac: f"node{number}" for number, mac in enumerate(names.macs)} | {names.client_mac: "client"}

    def who(mac: int | None) -> str:
        return roles.get(mac_text(mac or 0) or "", str(mac))

    def at(time: int) -> int:
        return time - begin

    def frame(reference: FrameRef | None) -> int:
        return -1 if reference is None else before[reference.capture] + reference.frame

    rows: Table = []
    for record in result.case.vips:
        rows += [
            ("epoch", e.track, who(e.sender), who(e.owner), who(e.mac), at(e.start), at(e.end), frame(e.first_frame),
             frame(e.last_frame), e.claims, e.ends_by)
            for e in record.epochs
        ]  # fmt: skip
        rows += [
            ("contest", at(c.start), at(c.end), tuple(map(who, c.owners)), c.changes) for c in record.ownership.contests
        ]
        rows += [
            ("handover", at(h.time), who(h.before), who(h.after), frame(h.frame), h.tail, h.announcements, q.outage_ns)
            for h, q in zip(record.ownership.handovers, record.qualities, strict=True)
        ]
        rows += [("flapping", f.track, who(f.sender), at(f.start), at(f.end), f.changes) for f in record.flapping]
        rows += [("attempt", at(c.start), c.outcome, who(c.reporter)) for c in record.connections]
        rows += [("outage", at(o.start), at(o.end), o.failed, o.over) for o in record.outages]
        rows += [
            ("incident", at(i.start), at(i.end), i.attempts, i.failed, i.contests, i.moves) for i in record.incidents
        ]
        rows += [
            ("rate", r.track, who(r.sender), who(r.owner), r.contested, at(r.start), at(r.end), r.attempts, r.failed)
            for r in record.rates
        ]
        rows += [
            ("symptom", s.kind, at(s.time), who(s.mac), s.effect, s.holders and who(s.holders.claimed))
            for s in record.symptoms
        ]
        if record.neighbor:
            rows += [
                ("expected", at(s.start), at(s.end), tuple(map(who, s.macs))) for s in record.neighbor.expectations
            ]
            rows += [("left", at(d.start), who(d.mac), d.frames) for d in record.neighbor.departures]
    rows.append(("verdict", result.verdict.outcome, result.verdict.cause))
    return sorted(rows, key=repr)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_epochs_are_ordered_and_disjoint_on_every_track(steps: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        result = run(Path(folder), frames(steps))
    for record in result.case.vips:
        tracks: dict[tuple[str, int | None], list[Any]] = {}
        for epoch in record.epochs:
            tracks.setdefault((epoch.track, epoch.sender), []).append(epoch)
        for epochs in tracks.values():
            assert all(epoch.start <= epoch.end for epoch in epochs)
            assert all(one.end <= two.start for one, two in pairwise(epochs))
        for contest in record.ownership.contests:
            assert all(e.end <= contest.start or e.start >= contest.end for e in record.ownership.epochs)
        if record.neighbor:
            spans = record.neighbor.expectations
            assert all(one.end == two.start for one, two in pairwise(spans))


@settings(max_examples=40, deadline=None)
@given(steps=STEPS, data=st.data())
def test_any_split_into_files_gives_the_same(steps: list[Step], data: st.DataObject) -> None:
    whole = frames(steps)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=3)))
    parts = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    parts = [part for part in parts if part]
    assume(len({pcap(part) for part in parts}) == len(parts))  # two files of the same frames are refused
    before = np.cumsum([0, *(len(part) for part in parts)]).tolist()
    with TemporaryDirectory() as folder:
        expected = table(run(Path(folder), whole))
        assert table(run(Path(folder), *parts), before=before) == expected


@settings(max_examples=40, deadline=None)
@given(steps=STEPS, data=st.data())
def test_any_split_into_batches_and_any_questions_in_between_give_the_same(
    steps: list[Step], data: st.DataObject
) -> None:
    with TemporaryDirectory() as folder:
        loaded = read([save(Path(folder) / "x.pcap", pcap(frames(steps)))], [Names.vip])
    expected = table(conclude(loaded, given=[Names.vip]))
    rows = loaded.evidence
    cuts = sorted(data.draw(st.lists(st.integers(0, len(rows)), max_size=4)))
    analyzer = Analyzer([address_number(Names.vip)])
    for begin, end in zip([0, *cuts], [*cuts, len(rows)], strict=True):
        analyzer.feed(rows.take(np.arange(begin, end)))
        if data.draw(st.booleans()):
            analyzer.snapshot(Origin(captures=loaded.captures))
    assert table(analyzer.snapshot(Origin(captures=loaded.captures))) == expected


@settings(max_examples=30, deadline=None)
@given(steps=STEPS)
def test_other_names_and_times_give_the_same_by_those_names_and_times(steps: list[Step]) -> None:
    later = T0 + 86_400 * NS + 1
    with TemporaryDirectory() as folder:
        expected = table(run(Path(folder), frames(steps)))
        renamed = run(Path(folder), frames(steps, OTHERS, begin=later), vip=OTHERS.vip)
        assert table(renamed, OTHERS, begin=later) == expected


@settings(max_examples=30, deadline=None)
@given(steps=STEPS, others=st.lists(st.integers(0, 30_000), max_size=20))
def test_unrelated_traffic_changes_nothing(steps: list[Step], others: list[int]) -> None:
    whole = frames([("announce", 0, 0), *steps])  # a capture without any ARP is told as one that cannot answer
    end = whole[-1][0]
    noise = [(min(T0 + 1_000_000 * at, end), noisy(number)) for number, at in enumerate(others)]
    mixed = sorted(whole + noise, key=lambda item: item[0])  # stable: the conversation keeps its order
    with TemporaryDirectory() as folder:
        expected = without_frames(table(run(Path(folder), whole)))
        found = run(Path(folder), mixed)
        assert without_frames(table(found)) == expected


def without_frames(rows: Table) -> Table:
    """The rows without frame numbers, which other frames move."""
    return [
        (*row[:7], *row[9:]) if row[0] == "epoch" else (*row[:4], *row[5:]) if row[0] == "handover" else row
        for row in rows
    ]


def test_time_that_goes_on_leaves_a_syn_unanswered(tmp_path: Path) -> None:
    loaded = read([save(tmp_path / "x.pcap", pcap(frames([("announce", 0, 0), ("ignore", 0, 10)])))], [Names.vip])
    analyzer = Analyzer([address_number(Names.vip)])
    analyzer.feed(loaded.evidence)
    assert [c.outcome for c in analyzer.snapshot().case.vips[0].connections] == ["pending"]
    analyzer.advance(T0 + 4 * NS)
    assert [c.outcome for c in analyzer.snapshot().case.vips[0].connections] == ["unanswered"]


def test_an_analyzer_that_was_fed_nothing_has_a_result() -> None:
    result = Analyzer([address_number(Names.vip)]).snapshot(Origin(asked_for=[Names.vip]))
    assert (result.case.vips, result.verdict.outcome) == ((), "inconclusive")


@pytest.mark.parametrize("most", [40, 100])
def test_memory_is_bounded_and_the_owner_is_not_forgotten(tmp_path: Path, most: int) -> None:
    """However much is fed, about `most` rows stay, and who owns, is used and serves is told since when."""
    steps: list[Step] = [("announce", 0, 0), ("connect", 0, 10), ("announce", 1, 20_000), ("connect", 1, 10)]
    steps += [("connect", 1, 50)] * 200
    loaded = read([save(tmp_path / "x.pcap", pcap(frames(steps)))], [Names.vip])
    analyzer = Analyzer([address_number(Names.vip)], most_rows=most)
    for begin in range(0, len(loaded.evidence), 25):
        analyzer.feed(loaded.evidence.take(np.arange(begin, min(begin + 25, len(loaded.evidence)))))
    result = analyzer.snapshot()
    assert len(result.case.evidence) <= most + 25
    assert result.case.forgotten == len(loaded.evidence) - len(result.case.evidence)
    held = {e.track: e for e in result.case.vips[0].epochs}
    assert {mac_text(e.owner) for e in held.values()} == {Names.macs[1]}
    assert held["claimed"].start == T0 + 20_010 * 1_000_000
    assert held["serving"].start - T0 == pytest.approx(20_020 * 1_000_000, abs=10_000)
    assert any("let go of" in caveat for caveat in result.verdict.caveats)
