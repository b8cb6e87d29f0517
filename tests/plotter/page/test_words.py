"""Every word of a page has its place, and none covers another: seen in the records, without drawing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.plotter import Look, TimelineLayout, timeline_layout, timeline_pages
from arpwatch_k8s.plotter.records import Across
from arpwatch_k8s.plotter.scale import TEXT_SIZE
from arpwatch_k8s.plotter.sheet import Text
from arpwatch_k8s.plotter.size import SIZES, Size, parse_size
from arpwatch_k8s.plotter.text import BOLD, SPARE, width
from tests.plotter.results import (
    PROXY,
    A,
    B,
    C,
    attempt,
    capture,
    claim,
    contest,
    epoch,
    finding,
    incident,
    inventory,
    result,
    symptom,
    vip_record,
)

Box = tuple[float, float, float, float]
HEIGHT = 0.95
"""Of a line, in its size: ascenders to descenders of ordinary letters."""


def box(text: Text) -> Box:
    """Left, top, right, bottom."""
    wide = width(text.text, text.size) / SPARE * (BOLD if text.bold else 1)
    shift = {Across.LEFT: 0.0, Across.CENTER: wide / 2, Across.RIGHT: wide}[text.across]
    high = text.size * HEIGHT
    return text.x - shift, text.y - high / 2, text.x - shift + wide, text.y + high / 2


def clashes(texts: Sequence[Text]) -> Iterator[tuple[str, str]]:
    """Pairs of texts whose boxes overlap."""
    boxes = sorted((box(text), text.text) for text in texts)
    for index, (one, first) in enumerate(boxes):
        for two, second in boxes[index + 1 :]:
            if two[0] >= one[2]:
                break
            if two[1] < one[3] and one[1] < two[3]:
                yield first, second


def stormy(seconds: float) -> Result:
    """Everything at once: moves, contests, bursts, failures, many senders, long names, findings over each other."""
    step = seconds / 120
    names = {f"ip-10-0-12-{i}.eu-central-1.compute.internal": A + i for i in range(8)} | {"proxy": PROXY}
    owners = list(names.values())
    return result(
        vip_record(
            "2001:db8:1234:5678:9abc:def0:1234:5678",
            epochs=[epoch(owners[i % 7], i * step, (i + 0.7) * step) for i in range(100)],
            contests=[contest(105 * step, 110 * step, A, B, C, changes=12345)],
            used=[
                epoch(owners[i % 3], i * step, (i + 1) * step, track=Track.USED, sender=PROXY + i % 6)
                for i in range(100)
            ],
            serving=[epoch(owners[i % 2], i * step, (i + 1) * step, track=Track.SERVING) for i in range(60)],
            claims=[claim(owners[i % 8], i * step / 9, opcode=1 + i % 2) for i in range(1000)],
            attempts=[attempt(i * step / 20, failed=i % 7 == 0) for i in range(2400)],
            symptoms=[symptom(owners[i % 8], i * step / 8) for i in range(900)],
        ),
        findings=[
            finding("service-not-programmed", i * step * 5, (i * 5 + 9) * step, severity=list(Severity)[i % 3])
            for i in range(14)
        ],
        captures=[capture(0, seconds, name="a-very-long-name-of-a-savefile-" * 9 + ".pcapng", drops=12345)],
        nodes=inventory(names),
    )


def several() -> Result:
    crowd = [incident(vip=f"198.51.100.{i}") for i in range(9)]
    quiet = [vip_record(f"2001:db8:1234:5678:9abc:def0:1234:{i}", epochs=[epoch(A, 0, 60)]) for i in range(30)]
    return result(*crowd, *quiet, findings=[finding("flapping", 20, 40, vip=record.vip) for record in crowd])


@pytest.mark.parametrize("seconds", [0.002, 2, 60, 3600, 86400, 30 * 86400])
@pytest.mark.parametrize("relative", [False, True])
def test_no_word_covers_another_however_long_it_took(seconds: float, relative: bool) -> None:
    assert list(clashes(timeline_layout(stormy(seconds), Look(relative=relative)).texts)) == []


@pytest.mark.parametrize("size", [*SIZES.values(), parse_size("142x100"), parse_size("1400x100")])
def test_no_word_covers_another_on_any_page_of_any_size(size: Size) -> None:
    for made in (stormy(60), several()):
        for page in timeline_pages(made, Look(size=size)):
            assert list(clashes(page.texts)) == []
            for left, top, right, bottom in map(box, page.texts):
                assert 0 <= left <= right <= page.width
                assert 0 <= top <= bottom <= page.height


def test_a_clash_would_be_seen() -> None:
    layout = timeline_layout(result(incident()))
    moved = [replace(text, x=layout.width / 2, y=50.0) for text in layout.texts[:2]]
    assert len(list(clashes(moved))) == 1


def test_no_text_is_smaller_than_print_can_show() -> None:
    assert min(text.size for text in timeline_layout(stormy(60)).texts) >= TEXT_SIZE


def texts(layout: TimelineLayout) -> set[str]:
    return {text.text for text in layout.texts}


def test_pages_are_numbered_where_there_are_several() -> None:
    (only,) = timeline_pages(result(incident()))
    assert not any(text.startswith("page ") for text in texts(only))
    pages = timeline_pages(several(), Look(size=SIZES["slide"]))
    assert all(f"page {number} of {len(pages)}" in texts(page) for number, page in enumerate(pages, 1))
