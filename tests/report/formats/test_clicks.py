"""What a click on a bar or a mark of the interactive timeline shows, as data; and how much of it there is."""

import gzip
import json
from base64 import b64decode
from dataclasses import replace
from typing import Any

from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.plotter import Look
from arpwatch_k8s.report.formats.figure import MOST_FINDINGS, embedded, figure, script
from tests.plotter.results import (
    NS,
    B,
    busy,
    capture,
    claim,
    finding,
    incident,
    result,
    vip_record,
)
from tests.report.fought import fought_over


def told(drawn: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """What clicks on all bars or marks of a lane show."""
    return [one for trace in drawn["data"] if trace.get("name") == name for one in trace["customdata"]]


def test_a_mark_tells_its_frame_and_wiresharks_filter() -> None:
    drawn = figure(busy(), Look())
    for one in told(drawn, "ICMP unreachable"):
        assert "frame 1 of proxy.pcap" in one["first"].lower()
        assert one["filters"][0] == ["Wireshark filter, proxy.pcap", "frame.number in {1}"]


def test_findings_that_cite_the_first_frame_stand_before_those_of_its_time() -> None:
    other = finding("handover", 22, 30)
    others = replace(other, because=(replace(other.because[0], frames=(FrameRef(0, 99),)),))
    drawn = figure(result(incident(), findings=[finding("split-brain", 20, 40), others]), Look())
    marks = told(drawn, "ICMP unreachable")
    assert {tuple(one["cited"]) for one in marks} == {(1,)}
    assert {tuple(one["others"]) for one in marks} == {(), (2,)}
    assert drawn["findings"] == {"1": "split-brain", "2": "handover"}


def test_findings_of_other_times_are_not_told() -> None:
    drawn = figure(result(incident(), findings=[finding("split-brain", 55, 56)]), Look())
    assert all(one["others"] == [] for one in told(drawn, "ICMP unreachable"))


def test_of_very_many_findings_the_rest_are_counted() -> None:
    many = [finding("split-brain", 20, 40) for _ in range(MOST_FINDINGS + 2)]
    (mark, *_) = told(figure(result(incident(), findings=many), Look()), "ICMP unreachable")
    assert (len(mark["cited"]), mark["left"]) == (MOST_FINDINGS, 2)


def test_what_takes_time_has_a_filter_for_all_frames_of_its_vip_in_it() -> None:
    drawn = figure(busy(), Look())
    (bar, *_) = told(drawn, "serving")
    assert bar["filters"][-1] == [
        "Wireshark filter, all of 192.0.2.80 in this time",
        "frame.time_epoch >= 1795378540.000 and frame.time_epoch <= 1795378560.000 and "
        "(ip.addr == 192.0.2.80 or arp.src.proto_ipv4 == 192.0.2.80 or arp.dst.proto_ipv4 == 192.0.2.80)",
    ]


def test_a_mark_of_several_says_how_many() -> None:
    claims = [
        replace(claim(B, 30), time=claim(B, 30).time + n * NS // 1000, frame=FrameRef(0, 1 + n)) for n in range(3)
    ]
    (mark, *_) = told(figure(result(vip_record(claims=claims)), Look()), "claims by node2")
    assert mark["first"] == "The first of 3 frames: frame 1 of proxy.pcap"
    assert len(mark["filters"]) == 2


def test_a_month_of_six_vips_that_eight_nodes_fight_over_is_less_than_three_megabytes() -> None:
    records = [fought_over(f"192.0.2.{80 + last}", days=30) for last in range(6)]
    found = [
        finding("split-brain", day * 86400, day * 86400 + 3600, vip=record.vip)
        for record in records
        for day in (1, 5, 9)
    ]
    drawn = figure(result(*records, findings=found, captures=[capture(0, 30 * 86400)]), Look())
    marks = sum(len(trace["x"]) for trace in drawn["data"])
    assert marks > 8_000
    data = embedded(drawn)
    assert len(data) + len(script()) < 3_000_000
    assert json.loads(gzip.decompress(b64decode(data))) == json.loads(json.dumps(drawn))


def test_plotlys_script_is_packed_whole() -> None:
    assert b"plotly.js" in gzip.decompress(b64decode(script()))[:200]
