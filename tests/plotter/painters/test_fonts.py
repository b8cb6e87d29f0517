"""Fonts that are out of reach are read from copies."""

import os
from pathlib import Path

import pytest
from matplotlib import font_manager

from arpwatch_k8s.plotter import Look, timeline_pages
from arpwatch_k8s.plotter.painters import fonts
from arpwatch_k8s.plotter.painters.files import save
from tests.plotter.results import busy


def test_a_figure_is_drawn_from_copies_of_fonts_that_are_out_of_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = timeline_pages(busy(), Look())
    save(pages, [tmp_path / "before.png"])
    held = fonts.read()
    manager = font_manager.fontManager
    monkeypatch.setattr(manager, "ttflist", list(manager.ttflist))
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    fonts.lay_out(held, tmp_path / "fonts")
    assert {path.name: path.read_bytes() for path in (tmp_path / "fonts").iterdir()} == {
        Path(path).name: data for path, data in held.items()
    }
    drawn = font_manager.findfont(font_manager.FontProperties(family="DejaVu Sans", weight="bold"))
    assert Path(drawn).parent == tmp_path / "fonts"
    save(pages, [tmp_path / "after.png"])
    assert (tmp_path / "after.png").read_bytes() == (tmp_path / "before.png").read_bytes()
    monkeypatch.undo()
    manager.addfont(next(iter(held)))  # what was found is forgotten


def test_fonts_that_are_in_reach_stay_where_they_are(tmp_path: Path) -> None:
    before = list(font_manager.fontManager.ttflist)
    fonts.lay_out(fonts.read(), tmp_path / "fonts")
    assert not (tmp_path / "fonts").exists()
    assert font_manager.fontManager.ttflist == before
