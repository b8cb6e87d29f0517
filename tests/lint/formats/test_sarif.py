"""SARIF 2.1.0 as far as it is written here, held against a schema of those parts; names of keys, values that are
allowed and what must be there are the standard's."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from arpwatch_k8s.lint.formats.sarif import artifact, log
from arpwatch_k8s.lint.linted import Linted
from tests.lint.formats.samples import FAULTY, FOUND, NOTHING, ON

SCHEMA: dict[str, Any] = json.loads(Path(__file__).with_name("sarif.parts.schema.json").read_text())
ROOT = Path("/srv/checkout")


def made(found: Linted) -> Any:  # noqa: ANN401 - any document
    """The file as a program reads it."""
    return json.loads(json.dumps(log(found, root=ROOT)))


def results(found: Linted) -> list[dict[str, Any]]:
    """The results of the run."""
    several: list[dict[str, Any]] = made(found)["runs"][0]["results"]
    return several


def test_the_file_is_as_the_standard_has_it() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for found in (FOUND, NOTHING):
        faults = Draft202012Validator(SCHEMA).iter_errors(made(found))
        assert [f"{error.json_path}: {error.message}" for error in faults] == []


def test_results_are_of_rules_that_are_described() -> None:
    rules = made(FOUND)["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["loud", "quiet"]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in results(FOUND))


def test_a_result_is_at_the_setting_to_change_and_names_the_others() -> None:
    first = results(FOUND)[0]
    assert (first["level"], first["message"]["text"]) == ("error", "A and B both write. Fix: services: false")
    (place,) = first["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "inventory/all.yml"},
        "region": {"startLine": 3, "snippet": {"text": "services: yes"}},
    }
    assert [each["physicalLocation"]["region"]["startLine"] for each in first["relatedLocations"]] == [7]


def test_what_is_undecided_is_open_and_has_no_level() -> None:
    told = results(FOUND)[2]
    assert (told["kind"], told["level"]) == ("open", "none")
    assert told["message"]["text"] == "Undecided: the value is encrypted"


def test_what_a_comment_passes_over_is_suppressed_with_its_reason() -> None:
    told = [each["suppressions"] for each in results(FOUND) if "suppressions" in each]
    assert [(each["kind"], each["justification"]) for (each,) in told] == [("inSource", "we know")] * 2


def test_what_has_no_place_and_what_could_not_be_read_are_notifications() -> None:
    (invocation,) = made(FOUND)["runs"][0]["invocations"]
    told = [(each["level"], each["message"]["text"]) for each in invocation["toolExecutionNotifications"]]
    assert told == [
        ("error", "secret.yml: Permission denied"),
        ("warning", "no more can be read: \x07"),
        ("note", "quiet: undecided: no Service was read"),
    ]


def test_a_fingerprint_stays_where_lines_move_and_no_two_are_the_same() -> None:
    def marks(found: Linted) -> list[str]:
        return [mark for each in results(found) for mark in each["partialFingerprints"].values()]

    lower = replace(ON, place=replace(ON.place, line=300))
    moved = replace(FAULTY, fault=replace(FAULTY.fault, sides=(lower, *FAULTY.fault.sides[1:])))
    assert marks(replace(NOTHING, faults=(moved,))) == marks(replace(NOTHING, faults=(FAULTY,)))
    assert len(set(marks(replace(NOTHING, faults=(FAULTY, FAULTY))))) == 2


def test_files_are_named_from_the_root_and_escaped() -> None:
    assert artifact("/srv/checkout/a b%.yml", ROOT) == {"uri": "a%20b%25.yml"}
    assert artifact("./x/y.yml", ROOT) == {"uri": "x/y.yml"}
    assert artifact("/etc/sysctl.conf", ROOT) == {"uri": "file:///etc/sysctl.conf"}
    assert artifact("caf\udce9.yml", ROOT) == {"uri": "caf%E9.yml"}
