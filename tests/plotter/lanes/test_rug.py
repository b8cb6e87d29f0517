"""Claims as ticks."""

from dataclasses import replace

import pytest

from arpwatch_k8s.correlator.ownership.claims import Claim, Claims
from arpwatch_k8s.evidence.row import ARP_ANNOUNCEMENT, ARP_REPLY, ARP_REQUEST, NA, NS, VRRP
from arpwatch_k8s.plotter import timeline_layout
from arpwatch_k8s.plotter.lanes.owners import owner_styles
from arpwatch_k8s.plotter.lanes.rug import FORMS, called, forms
from arpwatch_k8s.plotter.lanes.rug import ticks as ticks_of
from arpwatch_k8s.plotter.records import Form, RugLane, Tick
from arpwatch_k8s.plotter.scale import page_scale
from arpwatch_k8s.speakers import Candidate, Speaker
from tests.plotter.results import FRAME, SEGMENT, VIP, A, B, at, claim, inventory, result, vip_record

MINUTE = page_scale(at(0), at(60))


def ticks(claims: list[Claim]) -> tuple[Tick, ...]:
    return ticks_of(Claims.of(claims), MINUTE)


@pytest.mark.parametrize(
    ("kind", "opcode", "expected"),
    [
        (ARP_ANNOUNCEMENT, 1, Form.ANNOUNCEMENT_REQUEST),
        (ARP_ANNOUNCEMENT, 2, Form.ANNOUNCEMENT_REPLY),
        (ARP_REPLY, 2, Form.ANSWER),
        (ARP_REQUEST, 1, Form.ASKS),
        (NA, 0, Form.ADVERTISEMENT),
        (NS, 0, Form.ASKS),
        (VRRP, 0, Form.VRRP),
    ],
)
def test_the_form_of_a_claim_is_told_by_its_kind_and_opcode(kind: int, opcode: int, expected: Form) -> None:
    (number,) = forms(Claims.of([claim(A, 0, kind=kind, opcode=opcode)]).rows)
    assert FORMS[number] is expected


def test_a_request_and_a_reply_at_one_instant_are_two_ticks() -> None:
    shown = ticks([claim(A, 1, opcode=1), claim(A, 1, opcode=2)])
    assert [(tick.form, tick.count) for tick in shown] == [
        (Form.ANNOUNCEMENT_REPLY, 1),
        (Form.ANNOUNCEMENT_REQUEST, 1),
    ]


def test_claims_too_close_to_be_told_apart_are_one_tick_that_counts_them() -> None:
    shown = ticks([claim(A, 1), claim(A, 1.01), claim(A, 1.02), claim(A, 5)])
    assert [(tick.start, tick.end, tick.count) for tick in shown] == [(at(1), at(1.02), 3), (at(5), at(5), 1)]


def test_claims_of_two_nodes_are_never_one_tick() -> None:
    shown = ticks([claim(A, 1), claim(B, 1.001)])
    assert [(tick.owner, tick.count) for tick in shown] == [(A, 1), (B, 1)]


def test_claims_outside_of_the_axis_are_not_drawn() -> None:
    assert ticks([claim(A, -1), claim(A, 61)]) == ()


def test_a_tick_keeps_the_frame_of_its_first_claim() -> None:
    assert [tick.frame for tick in ticks([claim(A, 1), claim(A, 1.01)])] == [FRAME]


def test_no_claim_of_many_is_lost() -> None:
    many = [claim((A, B)[i % 2], i * 0.011, opcode=1 + i % 3 % 2) for i in range(5000)]
    assert sum(tick.count for tick in ticks(many)) == len(many)


def voice(owner: int, *scores: tuple[str, float], vip: str = VIP, announcements: int = 5) -> Speaker:
    candidates = [
        Candidate(program=name, name=name, family=name, score=score, controller=True, manages=True)
        for name, score in scores
    ]
    return Speaker(
        vip=vip,
        segment=SEGMENT,
        view=0,
        mac=owner,
        owner=owner,
        candidates=tuple(candidates),
        announcements=announcements,
        times=(),
        adverts=0,
        asked=0,
        answered=0,
        facts=(),
        frames=(),
    )


def labels(*voices: Speaker) -> list[str]:
    record = vip_record(claims=[claim(A, 1), claim(B, 2)])
    made = result(record)
    layout = timeline_layout(replace(made, case=replace(made.case, speakers=voices)))
    return [lane.label for lane in layout.panels[0].lanes if isinstance(lane, RugLane)]


def test_a_lane_is_called_by_the_program_that_announces_there() -> None:
    assert labels(voice(A, ("metallb", 1.0)), voice(B, ("kube-vip", 0.9), ("arping", 0.1))) == [
        "metallb on node1",
        "kube-vip on node2",
    ]


def test_two_programs_on_one_node_share_its_lane() -> None:
    assert labels(voice(A, ("metallb", 1.0)), voice(A, ("kube-vip", 1.0)))[0] == "kube-vip + metallb on node1"


@pytest.mark.parametrize(
    "voices",
    [
        [voice(A, ("metallb", 0.5), ("openelb", 0.5))],
        [voice(A, ("metallb", 1.0)), voice(A, ("kube-vip", 0.5), ("arping", 0.5))],
        [voice(A, ("metallb", 1.0), vip="192.0.2.81")],
        [voice(A, ("metallb", 1.0), announcements=0)],
    ],
)
def test_a_program_that_is_not_sure_is_not_named(voices: list[Speaker]) -> None:
    assert labels(*voices) == ["claims by node1", "claims by node2"]


def test_a_name_too_long_for_the_gutter_gives_way_to_the_end_of_the_mac() -> None:
    style = replace(owner_styles([A], inventory())[0], name="ip-10-0-12-34.eu-central-1.compute.internal")
    assert called(style, "keepalived", "12,345") == "keepalived on ..ba:0a"
