"""A side is what the document of an analysis says, and a document that is none is told with the place of its fault."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.analysis.window import Window
from arpwatch_k8s.comparison import Side, compare, side_of
from arpwatch_k8s.comparison.shown.document import document as comparison_document
from arpwatch_k8s.comparison.shown.figure import pages
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.plotter.setting import Look
from arpwatch_k8s.report.formats.json import document as json_document
from tests.scenarios.analyses import analyzed

Document = dict[str, Any]


@pytest.fixture(scope="module")
def document(captures: Path) -> Document:
    written = analyzed(captures / "two-controllers" / "proxy.pcapng").to_dict()
    return json.loads(json.dumps(written))


def copied(document: Document) -> Document:
    return json.loads(json.dumps(document))


def test_it_says_what_the_tables_say(captures: Path, document: Document) -> None:
    analysis = analyzed(captures / "two-controllers" / "proxy.pcapng")
    (record,) = analysis.result.case.vips
    side = side_of(document, "x")
    (station,) = side.stations
    assert (station.vip, station.attempts, station.failed) == ("192.0.2.80", 232, 20)
    assert (station.contest_count, station.moves) == (1, 0)
    assert [(hold.start, hold.end) for hold in station.claimed] == [
        (epoch.start, epoch.end) for epoch in record.ownership.epochs
    ]
    assert station.outages.most_ns == sum(outage.most_ns for outage in record.outages)
    assert station.trouble == tuple((one.start, one.end) for one in record.incidents)
    assert station.retried == int((record.attempts.column("tries") > 1).sum())
    assert sum(attempts for attempts, _ in station.ports.values()) == 232
    assert sum(failed for _, failed in station.ports.values()) == 20
    assert side.span == analysis.result.case.span
    assert [(cause.rule, cause.failed) for cause in side.causes] == [("two-controllers", 20)]


def test_attempts_over_time_are_all_of_them(document: Document) -> None:
    (station,) = side_of(document, "x").stations
    told = station.over_time
    assert told is not None
    assert sum(attempts for _, attempts, _ in told.counts) == station.attempts
    assert sum(failed for _, _, failed in told.counts) == station.failed
    assert len(told.counts) <= 128


def test_a_document_of_an_older_version_lacks_what_it_did_not_say(document: Document) -> None:
    old = copied(document)
    del old["span"]
    for vip in old["vips"]:
        del vip["over_time"]
        for key in ("answered", "retried", "handshake_ns", "ports"):
            del vip["connections"][key]
    now, then = side_of(document, "x"), side_of(old, "x")
    assert then.span == now.span
    (station,) = then.stations
    assert (station.retried, station.handshake_ns, station.over_time, station.ports) == (None, None, None, {})
    assert station.failed == now.stations[0].failed


def test_rows_that_are_left_out_are_counted(document: Document) -> None:
    more = copied(document)
    more["vips"][0]["left_out"] = {"contested": 7, "handovers": 5, "outages": 3, "incidents": 2}
    (few,), (many,) = side_of(document, "x").stations, side_of(more, "x").stations
    assert (many.contest_count, many.moves) == (few.contest_count + 7, few.moves + 5)
    assert (many.outages.count, many.incidents) == (few.outages.count + 3, few.incidents + 2)


def test_findings_of_one_rule_are_one_cause(document: Document) -> None:
    twice = copied(document)
    second = {**twice["findings"][0], "severity": "warning", "failed": 3, "start": None, "end": None}
    twice["findings"].append(second)
    (cause,) = side_of(twice, "x").causes
    assert (cause.severity.value, cause.failed, len(cause.spans)) == ("critical", 23, 1)


def test_what_is_lost_is_counted(document: Document) -> None:
    lossy = copied(document)
    lossy["captures"][0] |= {"drops": 7, "rows_dropped": 5, "others_dropped": 3, "skipped_bytes": 61}
    assert side_of(lossy, "x").lost == 7 + 5 + 3 + 2
    assert side_of(document, "x").frames == document["captures"][0]["frames"]


@pytest.mark.parametrize(
    "fault", [{"truncated": True}, {"corrupt_at": 7}, {"compression_fault": "ends early"}, {"interrupted": True}]
)
def test_a_capture_that_was_not_read_to_its_end_is_not_whole(document: Document, fault: Document) -> None:
    cut = copied(document)
    cut["captures"][0] |= fault
    assert (side_of(document, "x").whole, side_of(cut, "x").whole) == (True, False)


def test_captures_that_overlap_are_watched_once(document: Document) -> None:
    twice = copied(document)
    twice["captures"] *= 2
    assert side_of(twice, "x").watched_ns == side_of(document, "x").watched_ns


def test_of_several_views_of_a_segment_the_busiest_is_taken(document: Document) -> None:
    twice = copied(document)
    twice["vips"].insert(0, {**twice["vips"][0], "connections": {"attempts": 1, "failed": 0, "outcomes": {}}})
    (station,) = side_of(twice, "x").stations
    assert station.attempts == 232


def test_owners_may_have_no_mac(document: Document) -> None:
    """Those that are known by an address alone, as speakers of VRRP are behind the MAC that they share."""
    nameless = copied(document)
    for epoch in nameless["vips"][0]["epochs"]:
        epoch["mac"] = None
    (fight,) = nameless["vips"][0]["contested"]
    fight |= {"macs": [None, None], "nodes": ["192.0.2.21", None]}
    side = side_of(nameless, "x")
    (station,) = side.stations
    assert {hold.owner.mac for hold in station.claimed + station.serving} == {None}
    assert [owner.label for owner in station.contests[0].owners] == ["192.0.2.21", "unknown MAC"]
    found = compare(side, side)
    written = json.loads(json.dumps(comparison_document(found)))
    assert {owner["mac"] for owner in written["vips"][0]["before"]["claimed_by"]} == {None}
    assert pages(found, Look())


def test_only_vips_that_are_named_are_read(document: Document) -> None:
    side = side_of(document, "x", ["192.0.2.99"])
    assert (side.stations, side.causes) == ((), ())
    assert len(side_of(document, "x", ["192.0.2.80"]).stations) == 1


def put(*path: str | int, value: object) -> Callable[[Document], None]:
    """A change of a document: what stands at a path."""

    def change(document: Any) -> None:  # noqa: ANN401 - any part of a document
        for key in path[:-1]:
            document = document[key]
        document[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put("schema", value=2), "it has schema 2, and this version reads 1"),
        (put("schema", value=True), "schema is no count"),
        (put("vips", value=None), "vips is no list"),
        (put("vips", 0, value=7), "vips[0] is no object"),
        (put("vips", 0, "connections", "failed", value=-1), "vips[0].connections.failed is no count"),
        (put("vips", 0, "connections", "failed", value=10**6), "more failures than attempts"),
        (put("vips", 0, "connections", "outcomes", value=[]), "vips[0].connections.outcomes is no object"),
        (put("vips", 0, "epochs", 0, "start", value="soon"), "vips[0].epochs[0].start is no time"),
        (put("vips", 0, "epochs", 0, "end", value="1971-01-01T00:00:00Z"), "vips[0].epochs[0] ends before it begins"),
        (put("vips", 0, "contested", 0, "macs", value=[]), "not as many nodes as MACs"),
        (put("vips", 0, "over_time", "bins", value=[[1, 2]]), "over_time.bins is no list of three counts"),
        (
            put("vips", 0, "over_time", "bins", value=[[5, 2, 0], [4, 2, 0]]),
            "over_time.bins is no list of bins in order",
        ),
        (put("vips", 0, "over_time", "bin_ns", value=0), "over_time.bin_ns is no length"),
        (put("vips", 0, "over_time", "bins", value=[[5, 2, 3]]), "is a list with more failures than attempts"),
        (put("findings", 0, "severity", value="dire"), "findings[0].severity is none of info, warning, critical"),
        (put("verdict", "outcome", value="fine"), "verdict.outcome is none of"),
        (put("captures", 0, "truncated", value="no"), "captures[0].truncated is neither true nor false"),
    ],
)
def test_what_is_not_as_it_must_be_is_told_with_its_place(
    document: Document, change: Callable[[Document], None], words: str
) -> None:
    broken = copied(document)
    change(broken)
    with pytest.raises(InputError) as told:
        side_of(broken, "old.json")
    assert words in told.value.what
    assert told.value.what.startswith("old.json: no analysis of arpwatch-k8s that can be read: ")


@pytest.mark.parametrize("key", ["schema", "verdict", "findings", "vips", "captures"])
def test_a_key_that_is_missing_is_named(document: Document, key: str) -> None:
    with pytest.raises(InputError, match=f"has no {key}"):
        side_of({name: value for name, value in document.items() if name != key}, "x")


def test_a_document_of_a_part_of_the_time_is_refused(captures: Path) -> None:
    """Its findings and incidents are those of the part: causes outside of it would pass for gone."""
    result = analyzed(captures / "two-controllers" / "proxy.pcapng").result
    part = json_document(replace(result, shown=Window(0, 1)))
    assert (part["findings"], len(result.verdict.findings)) == ([], 1)
    with pytest.raises(InputError, match="tells of a part of the time"):
        side_of(part, "x")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(st.data(), JSON)
def test_whatever_stands_anywhere_is_a_side_or_an_error_of_two_lines(
    document: Document, data: st.DataObject, value: object
) -> None:
    broken: Any = copied(document)
    place = broken
    while isinstance(place, dict | list) and place:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            place[key] = value
            break
        place = inner
    told = outcome(broken)
    assert isinstance(told, Side) or told.count("\n") == 1


def outcome(document: Document) -> Side | str:
    """What becomes of a document: a side, or the error's words."""
    try:
        return side_of(document, "x")
    except InputError as error:
        return str(error)


def test_a_side_knows_its_stations_by_vip(document: Document) -> None:
    side = side_of(document, "x")
    assert side.of_vip("192.0.2.80") == list(side.stations)
    assert side.of_vip("192.0.2.81") == []
    assert replace(side, stations=()).of_vip("192.0.2.80") == []
