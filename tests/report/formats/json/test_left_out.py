"""Of very many things of one VIP the document has the first and the last, and says how many it has not."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.report.formats.json import document
from arpwatch_k8s.report.formats.json.fields import first_and_last, left_out
from arpwatch_k8s.report.tables.all import TABLES
from arpwatch_k8s.report.tables.column import integer
from tests.savefiles import MAC_A, MAC_B, NS, VIP, announcement, pcap, save

VALIDATOR = Draft202012Validator(json.loads((files("arpwatch_k8s.report") / "analysis.schema.json").read_text()))
FIELDS = {"n": integer("n", "a number", lambda n: n)}


@pytest.mark.parametrize("amount", [0, 1, 5, 6])
def test_what_is_no_more_than_the_bound_is_there_whole(monkeypatch: pytest.MonkeyPatch, amount: int) -> None:
    monkeypatch.setattr("arpwatch_k8s.report.formats.json.fields.MOST", 6)
    assert first_and_last(FIELDS, iter(range(amount))) == [{"n": number} for number in range(amount)]
    assert left_out(epochs=amount) == {}


def test_of_more_the_first_and_the_last_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arpwatch_k8s.report.formats.json.fields.MOST", 4)
    assert first_and_last(FIELDS, range(9)) == [{"n": number} for number in (0, 1, 7, 8)]
    assert left_out(epochs=9, rates=4) == {"left_out": {"epochs": 5}}


def test_slow_handovers_without_end_are_counted_in_the_document_and_whole_in_the_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("arpwatch_k8s.report.formats.json.fields.MOST", 10)
    frames = [((1 + 11 * n) * NS, announcement((MAC_A, MAC_B)[n % 2])) for n in range(31)]
    result = analyze([save(tmp_path / "x.pcap", pcap(frames))], vips=[VIP])
    data = json.loads(json.dumps(document(result)))
    VALIDATOR.validate(data)
    (vip,) = data["vips"]
    assert [len(vip[name]) for name in ("epochs", "handovers")] == [10, 10]
    assert vip["left_out"]["epochs"] == 31 - 10
    assert vip["left_out"]["handovers"] == 30 - 10
    assert len(TABLES["epochs"].frame(result)) == 31
