"""The text of many VIPs: a table first, the worst on top, and quiet ones in short."""

from dataclasses import replace
from datetime import UTC

from arpwatch_k8s.evidence.segment import Segment
from arpwatch_k8s.report.formats.many import Cells, others, programs
from arpwatch_k8s.report.formats.text import text
from arpwatch_k8s.report.parts.standing import standings
from tests.plotter.results import A, attempt, epoch, finding, incident, result, vip_record
from tests.speakers.test_speaker import speaker

NODES, VIPS = 8, 20


def crowd(sick: int) -> str:
    """Twenty VIPs, some of them sick."""
    bad = [incident(vip=f"198.51.100.{n}") for n in range(sick)]
    good = [
        vip_record(
            f"203.0.113.{n}",
            epochs=[epoch(A, 0, 60)],
            serving=[epoch(A, 0, 60)],
            attempts=[attempt(i) for i in range(50)],
        )
        for n in range(VIPS - sick)
    ]
    found = [finding("split-brain", 20, 40, vip=record.vip) for record in bad]
    return text(result(*good, *bad, findings=found), UTC)


def test_the_first_screen_names_the_sick_and_why() -> None:
    screen = crowd(2).splitlines()[:24]
    assert any(line.split()[:2] == ["198.51.100.0", "node2"] and "split-brain (high)" in line for line in screen)
    assert any(line.startswith("198.51.100.1 ") and "10 of 22 (45 %)" in line for line in screen)
    assert "18 more VIPs: none of 900 attempts failed, no move, no contest" in screen


def test_a_quiet_vip_among_many_takes_a_few_lines() -> None:
    said = crowd(1)
    (paragraph,) = [part for part in said.split("\n\n") if part.startswith("VIP 203.0.113.7 ")]
    assert len(paragraph.splitlines()) <= 4
    words = " ".join(paragraph.split())
    assert "claimed and served by node1" in words
    assert "none of 50 attempts failed (0 to 7.1 %, 95 % interval)" in words
    assert len(said.splitlines()) < 24 * VIPS


def test_nobody_sick_is_a_line() -> None:
    assert "20 VIPs: none of 1,000 attempts failed, no move, no contest" in crowd(0)


def test_more_sick_than_rows_are_counted() -> None:
    assert "8 more such VIPs: 80 of 176 attempts failed" in crowd(20)


def test_of_others_without_attempts_no_share_is_told() -> None:
    assert (
        others(standings(result(vip_record(), vip_record("203.0.113.1"))), "more VIP") == "2 more VIPs: no attempt seen"
    )


def test_a_program_is_named_where_it_announced() -> None:
    record = vip_record()
    here = replace(speaker({"metallb": 1.0}, 5), vip=record.vip, segment=record.segment, view=record.view)
    elsewhere = replace(speaker({"keepalived": 1.0}, 5), vip=record.vip, segment=Segment(0, 0, 200), view=record.view)
    (said,) = programs([elsewhere, here], record)
    assert "MetalLB" in said
    assert "keepalived" not in said


def test_a_heading_names_one_of_many_captures_and_stays_within_the_width() -> None:
    made = result(incident())
    name = "haproxy-edge-frankfurt-rack-10-eth0-of-the-proxy.pcapng"
    captures = tuple(replace(made.case.captures[0], name=f"{number}-{name}") for number in range(30))
    (view,) = made.case.views
    seen = replace(view, name=" + ".join(each.name for each in captures), vantages=tuple((n,) for n in range(30)))
    said = text(replace(made, case=replace(made.case, captures=captures, views=(seen, view))), UTC)
    (heading,) = [part for part in said.split("\n\n") if part.startswith("VIP ")]
    assert " ".join(heading.split()).startswith(f"VIP 192.0.2.80 on interface 0 in 0-{name} and 29 more claimed")
    assert max(map(len, heading.splitlines()[:2])) <= 80


ROWS = Cells(
    (
        ("2001:db8::80", "192.0.2.22", "0", "8 of 54 (15 %)", "service-not-programmed (high)"),
        ("192.0.2.80", "nobody seen", "12", "none of 65", "-"),
    )
)


def test_cells_stand_below_their_headings_where_there_is_room() -> None:
    heading, first, second = ROWS.lines(100)
    assert heading.index("cause") == first.index("service-not-programmed") == second.rindex("-")
    assert heading.index("owner") == first.index("192.0.2.22") == second.index("nobody seen")


def test_where_there_is_none_each_cause_stands_below_its_row() -> None:
    lines = ROWS.lines(80)
    assert max(map(len, lines)) <= 80
    assert [line.strip() for line in lines[2::2]] == ["cause: service-not-programmed (high)", "cause: -"]
    assert lines[0].split() == ["VIP", "owner", "moves", "failed", "of", "attempts"]


def test_where_not_even_the_rest_fits_each_row_is_a_paragraph() -> None:
    vip, owner = "2001:db8:1234:5678:9abc:def0:1234:5678", "worker-17.example.internal (52:54:00:12:34:56)"
    lines = Cells(((vip, owner, "3, 12 contests", "120 of 4,000 attempts", "owner-silent (low)"),)).lines(80)
    assert max(map(len, lines)) <= 80
    assert " ".join(line.strip() for line in lines) == (
        f"{vip}: owner: {owner}; moves: 3, 12 contests; failed of attempts: 120 of 4,000 attempts; "
        "cause: owner-silent (low)"
    )
