"""The document is what its schema says, and the schema leaves no key of it unsaid."""

import json
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from arpwatch_k8s.lint.formats.json import document
from arpwatch_k8s.lint.linted import Linted
from tests.lint.formats.samples import FOUND, HOSTILE, NOTHING
from tests.report.test_schema import closed

SCHEMA: dict[str, Any] = json.loads((files("arpwatch_k8s.lint") / "lint.schema.json").read_text())
STRICT = Draft202012Validator(closed(SCHEMA))


def made(found: Linted) -> Any:  # noqa: ANN401 - any document
    """The document as a program reads it."""
    return json.loads(json.dumps(document(found)))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_document_meets_it() -> None:
    for found in (FOUND, NOTHING):
        assert [f"{error.json_path}: {error.message}" for error in STRICT.iter_errors(made(found))] == []


def test_each_key_of_the_schema_is_needed() -> None:
    assert set(SCHEMA["required"]) == set(SCHEMA["properties"])
    for part in SCHEMA["$defs"].values():
        assert set(part.get("required", ())) == set(part.get("properties", ()))


def test_a_finding_names_the_setting_to_change_first_and_all_sides() -> None:
    told = made(FOUND)["findings"][0]
    assert (told["check"], told["severity"], told["rule"]) == ("loud", "critical", "two-controllers")
    assert (told["file"], told["line"], told["path"]) == ("inventory/all.yml", 3, "kube_vip_services_enabled")
    assert [(side["file"], side["line"], side["text"]) for side in told["sides"]] == [
        ("inventory/all.yml", 3, "services: yes"),
        (HOSTILE, 7, "x: \x1b[31m1%"),
    ]


def test_a_finding_that_hurts_less_has_its_own_severity_and_no_rule_where_none_shows_it() -> None:
    told = made(FOUND)["findings"][1]
    assert (told["severity"], told["rule"], told["rules"]) == ("info", None, [])


def test_what_comments_pass_over_is_either_a_finding_or_a_question() -> None:
    ignored = made(FOUND)["ignored"]
    assert [(each["finding"] is None, each["undecided"] is None, each["line"]) for each in ignored] == [
        (False, True, 2),
        (True, False, 2),
    ]
