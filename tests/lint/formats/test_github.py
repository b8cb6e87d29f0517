"""Annotations: one command a line, whatever is in a name or a value."""

from dataclasses import replace

from arpwatch_k8s.lint.formats.github import commands
from tests.lint.formats.samples import FAULTY, FOUND, NOTHING, PLACELESS


def test_a_fault_is_an_error_at_its_first_setting() -> None:
    first = commands(FOUND).splitlines()[0]
    assert first.startswith("::error file=inventory/all.yml,line=3,title=loud::A and B both write%0A")
    assert first.endswith("%0AFix: services: false%0AEach writes what the other wrote.%0Adocs/checks/loud.md")


def test_what_would_end_a_command_or_a_property_is_escaped() -> None:
    told = commands(FOUND).splitlines()
    assert r"%0Aa\x1b[2J\u202e::error,50%25:.yml:7 x: \x1b[31m1%25\n::error::2%0A" in told[0]
    assert r"file=a\x1b[2J\u202e%3A%3Aerror%2C50%25%3A.yml,line=9,title=not read in full::" in told[4]


def test_severities_are_those_that_github_has() -> None:
    kinds = [line.split(" ")[0] for line in commands(FOUND).splitlines()]
    assert kinds == ["::error", "::notice", "::notice", "::notice", "::notice", "::warning", "Found"]


def test_a_question_without_a_place_has_no_file() -> None:
    told = commands(replace(NOTHING, undecided=(PLACELESS,))).splitlines()
    assert told[0] == "::notice title=quiet%3A undecided::no Service was read"


def test_each_annotation_is_one_line() -> None:
    assert len(commands(replace(NOTHING, faults=(FAULTY,) * 3)).splitlines()) == 4
