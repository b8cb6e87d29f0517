"""What a notebook shows of an analysis."""

from html.parser import HTMLParser
from pathlib import Path

from arpwatch_k8s.api import Analysis
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.report.formats.card import MOST_FINDINGS, MOST_VIPS, card
from tests.plotter.results import PROXY, A, B, finding, incident, inventory, result
from tests.report.told import FAILED, LISTED, told

HOSTILE = "<img src=x onerror=alert(1)>\x1b[31m&\u202e"


class Tags(HTMLParser):
    """Tags of a document, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(html: str) -> Tags:
    found = Tags()
    found.feed(html)
    return found


def test_a_card_tells_verdict_findings_and_vips() -> None:
    made = result(incident(), findings=[finding("split-brain", 20, 40)], outcome=Outcome.ROOT_CAUSE)
    text = " ".join(parsed(card(made)).text.split())
    assert text.startswith("root-cause: split-brain All is well 1. split-brain 192.0.2.80 · critical, high confidence")
    assert "It shows [frame 1]" in text
    assert "node1 (52:54:00:00:ba:0a)" in text


def test_names_from_a_capture_are_text_and_never_markup() -> None:
    made = result(
        incident(),
        findings=[finding(HOSTILE, 20, 40, summary=HOSTILE)],
        summary=HOSTILE,
        nodes=inventory({HOSTILE: A, "node2": B, "proxy": PROXY}),
    )
    shown = parsed(card(made))
    assert "img" not in shown.tags
    assert "<img src=x onerror=alert(1)>" in shown.text
    assert not any(character in card(made) for character in "\x1b\u202e")


def test_a_table_escapes_names_too() -> None:
    made = result(incident(), nodes=inventory({HOSTILE: A, "node2": B, "proxy": PROXY}))
    assert "img" not in parsed(Analysis(made).epochs._repr_html_()).tags


def test_what_is_too_much_for_a_card_is_counted() -> None:
    crowd = [incident(vip=f"198.51.100.{i}") for i in range(MOST_VIPS + 3)]
    made = result(*crowd, findings=[finding("flapping", 20, 40)] * (MOST_FINDINGS + 2))
    text = " ".join(parsed(card(made)).text.split())
    assert "2 more in .findings" in text
    assert "3 more VIPs in .epochs" in text


def test_an_analysis_is_told_in_a_line_too() -> None:
    made = result(incident(), findings=[finding("split-brain", 20, 40)], outcome=Outcome.ROOT_CAUSE)
    assert repr(Analysis(made)) == "<Analysis of 192.0.2.80, root-cause: split-brain>"
    assert repr(Analysis(result())) == "<Analysis of no VIP, healthy>"


def test_a_card_cites_lines_of_logs(tmp_path: Path) -> None:
    said = " ".join(parsed(card(told(tmp_path, LISTED, FAILED))).text.split())
    assert "Both say so [before.txt line 4; after.txt line 4]" in said
    assert "The proxy says so [error.log lines 1, 9]" in said
