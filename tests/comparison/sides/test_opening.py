"""What is a finished analysis, and what is to be analyzed first."""

import json
from pathlib import Path

import pytest

from arpwatch_k8s.comparison.sides import opening
from arpwatch_k8s.comparison.sides.opening import document, document_path
from arpwatch_k8s.errors import InputError


def test_the_folder_of_a_report_and_its_document_are_analyses(tmp_path: Path) -> None:
    written = tmp_path / "analysis.json"
    written.write_text(json.dumps({"schema": 1, "vips": []}, indent=2))
    assert document_path(str(written)) == written
    assert document_path(str(tmp_path)) is None, "a folder of a case may hold one"
    (tmp_path / "manifest.json").write_text("{}")
    assert document_path(str(tmp_path)) == written
    assert document(written) == {"schema": 1, "vips": []}


@pytest.mark.parametrize("text", ['{"items": []}', "[1]", "", '{"a": 1, "schema": 1}', "\x00\xff"])
def test_other_files_are_not(tmp_path: Path, text: str) -> None:
    other = tmp_path / "nodes.json"
    other.write_text(text)
    assert document_path(str(other)) is None
    assert document_path(str(tmp_path / "absent.json")) is None
    assert document_path("-") is None


@pytest.mark.parametrize("text", ['{"schema": 1', "[" * 100_000, "[]", '{"schema": ' + "9" * 5_000 + "}", "\udcff"])
def test_what_is_no_object_of_json_is_an_error_of_two_lines(tmp_path: Path, text: str) -> None:
    broken = tmp_path / "x.json"
    broken.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(InputError) as told:
        document(broken)
    assert str(told.value).count("\n") == 1


def test_what_is_too_long_or_gone_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="No such file"):
        document(tmp_path / "x.json")
    (tmp_path / "x.json").write_text(" " * 2_000_000)
    monkeypatch.setattr(opening, "MOST_BYTES", 1 << 20)
    with pytest.raises(InputError, match="longer than 1 MiB"):
        document(tmp_path / "x.json")
