"""The bar comes after a moment, on a terminal alone, and says how much is read."""

import pytest

from arpwatch_k8s.cli import progress


def test_nothing_is_drawn_where_nobody_looks() -> None:
    with progress.shown(quiet=False) as bar:
        assert bar is None


def test_a_short_reading_draws_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    bar = progress.Bar()
    bar.update(10, 100)
    bar.close()
    assert capsys.readouterr().err == ""


def test_a_long_reading_shows_how_much_is_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "MOMENT_S", 0.0)
    monkeypatch.setenv("FORCE_COLOR", "1")
    bar = progress.Bar()
    bar.update(25_000_000, 100_000_000)
    bar.update(50_000_000, 100_000_000)
    bar.close()
    said = capsys.readouterr().err
    assert "reading" in said
    assert "/100.0 MB" in said
