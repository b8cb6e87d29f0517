"""Files of a figure."""

import logging
import zlib
from pathlib import Path
from re import DOTALL, finditer
from xml.etree import ElementTree

import pytest

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.errors import OutputError
from arpwatch_k8s.plotter import Look, timeline_pages
from arpwatch_k8s.plotter.painters.files import save
from arpwatch_k8s.plotter.painters.ink import drawable
from arpwatch_k8s.plotter.size import SIZES
from tests.plotter.results import busy, incident, result

SVG = "{http://www.w3.org/2000/svg}"
JAPANESE = "障害報告：VIP の応答停止（ノード２）"


def crowd() -> Result:
    return result(*(incident(vip=f"198.51.100.{i}") for i in range(6)))


def streams(pdf: bytes) -> bytes:
    """What a PDF's compressed streams hold, and the rest of it."""
    found = [match[1] for match in finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, DOTALL)]
    return pdf + b"".join(zlib.decompressobj().decompress(part) for part in found if part[:1] == b"\x78")


@pytest.mark.parametrize("suffix", [".svg", ".png", ".pdf"])
def test_a_layout_is_drawn_to_the_same_bytes_each_time(suffix: str, tmp_path: Path) -> None:
    one, two = tmp_path / f"one{suffix}", tmp_path / f"two{suffix}"
    save(timeline_pages(busy()), [one])
    save(timeline_pages(busy()), [two])
    assert one.read_bytes() == two.read_bytes()


def test_each_target_is_written_in_the_form_of_its_suffix_and_nothing_else(tmp_path: Path) -> None:
    targets = [tmp_path / f"timeline{suffix}" for suffix in (".SVG", ".png", ".pdf")]
    assert save(timeline_pages(busy()), targets) == tuple(targets)
    assert sorted(tmp_path.iterdir()) == sorted(targets)
    starts = [path.read_bytes()[:8] for path in targets]
    assert [starts[0][:5], starts[1], starts[2][:5]] == [b"<?xml", b"\x89PNG\r\n\x1a\n", b"%PDF-"]


def test_further_pages_are_files_of_their_own_but_for_a_pdf_which_holds_them_all(tmp_path: Path) -> None:
    pages = timeline_pages(crowd(), Look(size=SIZES["a4"]))
    assert len(pages) > 2
    written = save(pages, [tmp_path / "t.png", tmp_path / "t.pdf"])
    names = ["t.png", *(f"t-{number}.png" for number in range(2, len(pages) + 1)), "t.pdf"]
    assert [path.name for path in written] == names
    assert streams((tmp_path / "t.pdf").read_bytes()).count(b"/Type /Page ") == len(pages)


def test_a_place_that_cannot_be_written_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"figure\.svg"):
        save(timeline_pages(busy()), [tmp_path / "absent" / "figure.svg"])
    assert list(tmp_path.iterdir()) == []


def test_the_svg_tells_those_who_cannot_see_it(tmp_path: Path) -> None:
    save(timeline_pages(busy()), [tmp_path / "figure.svg"])
    root = ElementTree.parse(tmp_path / "figure.svg").getroot()
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "192.0.2.80: split-brain between node1 and node2"
    assert "Finding 1: Something happened" in (root.findtext(f"{SVG}desc") or "")


def test_japanese_is_drawn_with_a_font_that_comes_along_and_is_embedded(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert drawable(JAPANESE) == JAPANESE
    with caplog.at_level(logging.WARNING):
        save(timeline_pages(busy(), Look(title=JAPANESE)), [tmp_path / "t.pdf"])
    assert caplog.messages == []
    held = streams((tmp_path / "t.pdf").read_bytes())
    assert b"IPAexGothic" in held
    assert b"DejaVuSans" in held
    assert b"/FontFile2" in held


def test_a_title_in_any_script_draws_without_complaint(tmp_path: Path) -> None:
    title = "障害 2026-11-22 \U0001f525 ошибка"
    save(timeline_pages(busy(), Look(title=title)), [tmp_path / "figure.svg"])
    shown = ElementTree.parse(tmp_path / "figure.svg").getroot().findtext(f"{SVG}title")
    assert shown == "障害 2026-11-22 ? ошибка"
