"""Captures and logs to a result."""

from pathlib import Path

import pytest

from arpwatch_k8s.analysis import analyze
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.logs import sources
from tests.savefiles import MAC_A, VIP, announcement, pcapng, save

NEIGHBOR = f"{VIP} dev eth0 lladdr {MAC_A} STALE\n"


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a log that is too large to be read."""
    monkeypatch.setattr(sources, "MOST_BYTES", 1000)
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "large.txt").write_text(NEIGHBOR * 100)
    return folder


def test_a_log_of_a_folder_that_cannot_be_read_is_skipped(case: Path) -> None:
    save(case / "a.pcapng", pcapng([(0, announcement(MAC_A))]))
    (case / "neigh.txt").write_text(NEIGHBOR)
    found = analyze([case]).case
    assert [Path(log.path).name for log in found.logs] == ["neigh.txt"]
    assert [Path(item.path).name for item in found.skipped] == ["large.txt"]


def test_a_log_that_was_named_by_itself_must_be_readable_and_something_of_a_folder(case: Path) -> None:
    for named in (case / "large.txt", case):
        with pytest.raises(InputError, match="larger than"):
            analyze([named])


def test_without_a_capture_vips_are_those_that_were_given(tmp_path: Path) -> None:
    (tmp_path / "neigh.txt").write_text(NEIGHBOR)
    result = analyze([tmp_path], vips=["192.0.2.99"])
    assert result.case.missing_vips == ("192.0.2.99",)
    assert "host 192.0.2.99" in (result.verdict.capture_next or "")
