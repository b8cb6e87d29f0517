"""The JSON document that other programs rely on."""

import json
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.inventory import Known, parse_node
from arpwatch_k8s.report.formats.json import document
from arpwatch_k8s.wording.times import rfc3339
from tests.savefiles import MAC_A, MAC_CLIENT, NS, VIP, announcement, exchange, icmp, pcapng, save, segment

FRAMES = [
    (0, announcement(MAC_A)),
    *exchange(NS, 40000),
    (2 * NS, segment("S", port=40001, seq=5)),
    (round(5.07 * NS), icmp(3, 1, port=40001, seq=5)),
]


@pytest.fixture
def result(tmp_path: Path) -> Result:
    path = save(tmp_path / "x.pcapng", pcapng(FRAMES))
    return analyze([path], known=Known(nodes=(parse_node(f"node1={MAC_A}"),)))


def test_the_document_is_json_and_has_every_promised_key(result: Result) -> None:
    data = json.loads(json.dumps(document(result)))
    assert data.keys() == {
        "schema",
        "span",
        "verdict",
        "findings",
        "vips",
        "by_capture",
        "cluster",
        "speakers",
        "captures",
        "logs",
        "settings",
        "skipped",
    }
    assert {"outcome", "cause", "caveats"} <= data["verdict"].keys()
    assert {
        "rule",
        "severity",
        "confidence",
        "vip",
        "start",
        "end",
        "summary",
        "because",
        "against",
        "missing",
        "frames",
        "lines",
        "settings",
        "remedy",
        "confirm",
        "checks",
    } <= data["findings"][0].keys()
    vip = data["vips"][0]
    assert {"vip", "segment", "epochs", "contested", "handovers", "connections", "symptoms"} <= vip.keys()
    assert vip["epochs"][0].keys() >= {
        "track",
        "sender",
        "mac",
        "node",
        "start",
        "end",
        "first_frame",
        "last_frame",
        "ends_by",
    }
    assert {"path", "name", "frames", "first_time", "last_time", "undecoded", "drops", "truncated"} <= data["captures"][
        0
    ].keys()


def test_values_are_those_of_the_capture(result: Result) -> None:
    data = document(result)
    (vip,) = data["vips"]
    tracks = {(epoch["track"], epoch["sender"], epoch["mac"], epoch["node"]) for epoch in vip["epochs"]}
    assert tracks == {
        ("claimed", None, MAC_A, "node1"),
        ("used", MAC_CLIENT, MAC_A, "node1"),
        ("serving", None, MAC_A, "node1"),
    }
    assert vip["vip"] == VIP
    assert vip["connections"] == {
        "attempts": 2,
        "failed": 1,
        "answered": 1,
        "retried": 0,
        "handshake_ns": {"median": 1_000_000, "p95": 1_000_000, "most": 1_000_000},
        "ports": [[443, 2, 1]],
        "outcomes": {"ok": 1, "unreachable": 1},
    }
    told = vip["over_time"]
    assert told["start"] == data["span"]["start"] == "1970-01-01T00:00:00.000000000Z"
    assert 1_000_000_000 % told["bin_ns"] == 0, "bins of a fraction of a second fit into seconds"
    assert [(attempts, failed) for _, attempts, failed in told["bins"]] == [(1, 0), (1, 1)]
    assert vip["symptoms"] == {"icmp_unreachable": 1}
    (capture,) = data["captures"]
    assert (capture["frames"], capture["drops"], capture["truncated"]) == (7, 0, False)
    assert (capture["first_time"], capture["last_time"]) == (
        "1970-01-01T00:00:00.000000000Z",
        "1970-01-01T00:00:05.070000000Z",
    )


def test_findings_cite_frames_of_captures_that_are_listed(result: Result) -> None:
    data = document(result)
    names = {capture["name"] for capture in data["captures"]}
    for finding in data["findings"]:
        assert finding["frames"]
        assert {frame["capture"] for frame in finding["frames"]} <= names


def test_a_time_that_no_calendar_has_is_null() -> None:
    assert rfc3339((1 << 63) - 1) == "2262-04-11T23:47:16.854775807Z"
    assert rfc3339(None) is None


def test_speakers_have_ranked_candidates_with_their_frames(result: Result) -> None:
    (speaker,) = json.loads(json.dumps(document(result)))["speakers"]
    assert (speaker["vip"], speaker["mac"], speaker["node"]) == (VIP, MAC_A, "node1")
    scores = [candidate["score"] for candidate in speaker["candidates"]]
    assert scores == sorted(scores, reverse=True)
    assert speaker["frames"][0].keys() == {"capture", "frame"}
