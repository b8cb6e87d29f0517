"""Many VIPs on one page: who is in trouble and why, then the quiet ones."""

from dataclasses import replace
from datetime import UTC

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.plotter import Look, TimelineLayout, timeline_layout, timeline_pages
from arpwatch_k8s.plotter.records import BarState, OwnerLane, Panel
from arpwatch_k8s.plotter.size import SIZES, Size, parse_size
from arpwatch_k8s.plotter.trial import TrialLane
from arpwatch_k8s.report import folder
from tests import crowd
from tests.plotter.page.test_words import box, clashes
from tests.plotter.results import A, attempt, capture, epoch, finding, incident, inventory, result, vip_record

FOUGHT, MOVED = crowd.vip(7), crowd.vip(3)
LONG = "顧客向け決済サービス／本番環境のロードバランサー" * 3


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """20 VIPs on 8 nodes, two of them in trouble, from frames."""
    return aw.analyze(crowd.capture(tmp_path_factory.mktemp("crowd")), nodes=crowd.names()).result


def quiet(number: int) -> Result:
    return result(*(calm(i) for i in range(number)))


def calm(number: int, *, tried: bool = True) -> VipRecord:
    attempts = [attempt(second) for second in range(5)] if tried else []
    return vip_record(f"192.0.{2 + number // 250}.{number % 250}", epochs=[epoch(A, 0, 60)], attempts=attempts)


def strips(page: TimelineLayout) -> list[Panel]:
    return [panel for panel in page.panels if panel.said]


def test_the_first_page_names_those_in_trouble_with_cause_and_cost_and_counts_the_others(many: Result) -> None:
    first = timeline_pages(many)[0]
    assert [panel.vip for panel in strips(first)] == [FOUGHT, MOVED]
    fought, moved = strips(first)
    assert fought.said == "split-brain between node3 and node8"
    assert fought.note == "20 of 59 connection attempts failed · contested once, 20 changes of owner · page 2"
    assert moved.said.startswith("service-not-programmed at node6")
    assert moved.note == "140 of 185 connection attempts failed · moved once · page 3"
    last = first.panels[-1]
    assert (last.heading, last.note) == (
        "18 quiet VIPs",
        "never contested or moved, none of 1,062 connection attempts failed",
    )
    assert len(last.lanes) == 18
    assert first.title.text == f"{FOUGHT}: split-brain between node3 and node8; 1 more VIP in trouble"
    texts = {text.text for text in first.texts}
    assert {FOUGHT, MOVED, fought.said, moved.said, "18 quiet VIPs", "page 1 of 3"} <= texts
    assert [entry.text.split()[0] for entry in first.key if entry.owner is not None] == [
        f"node{number}" for number in range(1, 9)
    ]


def test_a_strip_shows_the_contest_and_where_attempts_failed(many: Result) -> None:
    fought, moved = strips(timeline_pages(many)[0])
    claimed, serving, failed = fought.lanes
    assert isinstance(claimed, OwnerLane)
    assert isinstance(serving, OwnerLane)
    assert isinstance(failed, TrialLane)
    assert [bar.state for bar in claimed.bars].count(BarState.CONTESTED) == 1
    assert sum(trial.count for trial in failed.trials) == 20
    _, serving, failed = moved.lanes
    assert isinstance(serving, OwnerLane)
    (nobody,) = (bar for bar in serving.bars if bar.state is BarState.NOBODY)
    assert isinstance(failed, TrialLane)
    assert sum(trial.count for trial in failed.trials) == 140
    for start, end in ((nobody.start, nobody.end), (failed.trials[0].start, failed.trials[-1].end)):
        assert crowd.MOVED <= (start - crowd.T0) / crowd.NS <= (end - crowd.T0) / crowd.NS <= crowd.BACK + 1


def test_each_that_leads_has_a_page_with_its_own_title_findings_and_colors(many: Result) -> None:
    _, fought, moved = timeline_pages(many)
    assert [panel.vip for page in (fought, moved) for panel in page.panels] == [FOUGHT, MOVED]
    assert moved.title.text == f"{MOVED}: service-not-programmed at node6"
    rules = [finding.rule for finding in many.verdict.findings if finding.vip == MOVED]
    assert [caption.heading for caption in moved.captions] == [f"{MOVED} · {rule}" for rule in rules]
    assert [entry.text.split()[0] for entry in fought.key if entry.owner is not None] == ["node3", "node8"]
    assert {page.title.text for page in timeline_pages(many, Look(title="x"))} == {"x"}


@pytest.mark.parametrize("size", [*SIZES.values(), parse_size("142x100")], ids=str)
def test_no_word_of_it_covers_another_on_any_page(many: Result, size: Size) -> None:
    services = replace(many.case.inventory, services={FOUGHT: LONG, MOVED: "shop/web"})
    named = replace(many, case=replace(many.case, inventory=services))
    for page in timeline_pages(named, Look(size=size)):
        assert list(clashes(page.texts)) == []
        for left, top, right, bottom in map(box, page.texts):
            assert 0 <= left <= right <= page.width
            assert 0 <= top <= bottom <= page.height
    fought, other = strips(timeline_pages(named, Look(size=size))[0])
    assert fought.said.startswith("顧客向け")
    fits = other.vip == MOVED
    assert other.said.startswith("shop/web: service-not-programmed" if fits else "service-not-programmed at 1 VIP")
    assert fits or size.height < 300


def test_a_page_without_end_has_the_overview_first_and_then_all_lanes(many: Result) -> None:
    page = timeline_layout(many)
    assert [panel.heading for panel in page.panels] == [FOUGHT, MOVED, "18 quiet VIPs", FOUGHT, MOVED]
    assert not any("page" in panel.note for panel in page.panels)
    assert len(page.captions) == len(many.verdict.findings)


def test_what_was_found_comes_first_then_failures_and_a_doubt_is_told() -> None:
    told = [
        *(finding("moved", 20, 40, severity=Severity.INFO, vip=f"198.51.100.{number}") for number in (0, 1)),
        replace(finding("flapping", 20, 40, vip="198.51.100.3"), confidence=Confidence.LOW),
    ]
    some = vip_record("198.51.100.1", attempts=[attempt(1, failed=True)])
    fine = vip_record("198.51.100.0", epochs=[epoch(A, 0, 60)], attempts=[attempt(1)])
    made = result(
        fine, some, incident(vip="198.51.100.2"), incident(vip="198.51.100.3"), calm(1), calm(2), findings=told
    )
    panels = strips(timeline_pages(made)[0])
    assert [(panel.vip[-1], panel.said) for panel in panels] == [
        ("3", "flapping between node1 and node2 (low confidence)"),
        ("2", "cause not known"),
        ("1", "cause not known, moved"),
        ("0", "moved at node1"),
    ]


def test_where_not_all_lanes_fit_the_first_have_one_others_their_cause_and_those_beyond_a_count() -> None:
    vips = [f"198.51.100.{number}" for number in range(90)]
    told = [finding("flapping", 20, 40, vip=vip) for vip in vips[:60]]
    made = result(*(incident(vip=vip) for vip in vips), *(calm(i) for i in range(300)), findings=told)
    for size in SIZES.values():
        first = timeline_pages(made, Look(size=size))[0]
        *each, beyond, rest = first.panels
        assert [panel.vip for panel in each] == vips[: len(each)]
        lanes = [len(panel.lanes) for panel in each]
        assert (lanes[0], lanes[-1], sorted(set(lanes))) == (1, 0, [0, 1])
        assert lanes == sorted(lanes, reverse=True)
        assert beyond.heading == f"{90 - len(each)} more"
        assert beyond.said == f"flapping at {60 - len(each)} VIPs, cause not known at 30 VIPs"
        assert beyond.note == f"{(90 - len(each)) * 10:,} of {(90 - len(each)) * 22:,} connection attempts failed"
        assert rest.heading == "300 quiet VIPs"
        assert rest.note.endswith(f"none of 1,500 connection attempts failed · {len(rest.lanes)} of them drawn here")
        assert len(rest.lanes) >= 1


def test_a_report_of_very_many_vips_has_few_pages_and_says_what_it_leaves_out() -> None:
    vips = [f"198.51.{100 + number // 250}.{number % 250}" for number in range(300)]
    made = result(*(incident(vip=vip) for vip in vips), *(calm(i) for i in range(300)))
    look, pages = folder.drawn(made, Look(tz=UTC), folder.MOST_PAGES)
    assert len(pages) == folder.MOST_PAGES
    assert look.most == folder.MOST_PAGES - 1
    assert f"{300 - look.most} of these VIPs have no lanes of their own" in pages[0].notes[-1].text
    assert sum(len(page.texts) for page in timeline_pages(made)) < 20_000


def test_quiet_ones_alone_are_counted_with_a_thin_strip_each() -> None:
    (page,) = timeline_pages(quiet(20))
    assert [panel.heading for panel in page.panels] == ["20 quiet VIPs"]
    untried = result(*(calm(i, tried=i > 1) for i in range(6)))
    note = timeline_pages(untried)[0].panels[0].note
    assert note == "never contested or moved, none of 20 connection attempts failed; nobody tried 2 of them"


def test_few_vips_and_one_in_trouble_on_one_page_need_no_overview() -> None:
    crowded = timeline_pages(result(incident(vip="198.51.100.1"), *(calm(i) for i in range(6))))
    assert [[panel.heading for panel in page.panels] for page in crowded] == [["198.51.100.1", "6 quiet VIPs"]]
    few = timeline_pages(result(*(incident(vip=f"198.51.100.{i}") for i in range(3))), Look(size=SIZES["slide"]))
    assert not strips(few[0])


def test_eight_nodes_have_eight_looks(many: Result) -> None:
    looks = {(style.color, style.hatch) for style in timeline_pages(many)[0].owners}
    assert len(looks) == 8


def test_hostile_names_of_nodes_stay_short() -> None:
    names = inventory({"x" * 3000: A, "y\x1b[31m": A + 1})
    made = result(*(incident(vip=f"198.51.100.{i}") for i in range(8)), nodes=names, captures=[capture()])
    for page in timeline_pages(made):
        assert all(text.text.isprintable() for text in page.texts)
        assert list(clashes(page.texts)) == []
