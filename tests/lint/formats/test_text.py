"""The text: the worst first, both sides with their lines, and few lines however many files there are."""

import unicodedata
from dataclasses import replace

from arpwatch_k8s.lint.formats.text import MOST_ALIKE, text
from arpwatch_k8s.lint.setting import Setting
from arpwatch_k8s.wording.plain import UNSAFE
from tests.lint.formats.samples import FAULT, FAULTY, FOUND, LESS, LOUD, NOTHING, ON, OPEN


def test_a_fault_is_told_with_its_places_its_fix_and_why() -> None:
    told = text(replace(NOTHING, faults=(FAULTY,), lines=FOUND.lines))
    assert told.splitlines()[:14] == [
        "CRITICAL  loud: two programs write one setting",
        "",
        "  A and B both write",
        "    inventory/all.yml:3  services: true",
        "      | services: yes",
        r"    a\x1b[2J\u202e::error,50%:.yml:7  x: \x1b[31m1%\n::error::2",
        r"      | x: \x1b[31m1%",
        "    fix   services: false",
        "",
        "  why   Each writes what the other wrote.",
        "  wire  Nothing but noise. Told of captures and logs by: two-controllers,",
        "        flapping.",
        "  of    MetalLB up to 0.10",
        "  page  docs/checks/loud.md",
    ]


def test_a_line_that_says_just_that_is_not_shown_again() -> None:
    faulty = replace(FAULTY, fault=replace(FAULT, sides=(ON,)))
    alike = replace(NOTHING, faults=(faulty,), lines={("inventory/all.yml", 3): "- services: 'true'"})
    assert "|" not in text(alike)


def test_the_line_of_what_has_a_default_is_not_shown_as_if_it_said_it() -> None:
    default = replace(ON, says=Setting(name="lease", value=5).said)
    faulty = replace(FAULTY, fault=replace(FAULT, sides=(default,)))
    assert "|" not in text(replace(NOTHING, faults=(faulty,), lines=FOUND.lines))


def test_a_fault_that_hurts_less_is_told_as_such_with_its_cluster() -> None:
    assert "INFO  quiet: two programs write one setting\n\n  A and B both write (cluster inventory)\n" in text(FOUND)


def test_what_could_not_be_decided_stands_behind_the_faults() -> None:
    told = text(FOUND)
    assert told.index("INFO  quiet") < told.index("UNDECIDED") < told.index("Read as")
    assert "  quiet: the value is encrypted\n    inventory/all.yml:3  services: true\n  quiet: no Service was" in told


def test_open_questions_of_one_reason_are_told_once() -> None:
    told = text(replace(NOTHING, undecided=(OPEN, OPEN)))
    assert told.count("the value is encrypted") == told.count("inventory/all.yml:3") == 1


def test_open_questions_that_a_version_would_decide_are_one() -> None:
    one = replace(OPEN, undecided=replace(OPEN.undecided, version_of="metallb"))
    other = replace(one, check=LOUD, undecided=replace(one.undecided, why="something else"))
    of_another = replace(one, undecided=replace(one.undecided, version_of="cilium"))
    told = text(replace(NOTHING, undecided=(one, other, of_another, OPEN))).splitlines()
    assert told[1:8] == [
        "  quiet: the value is encrypted",
        "    inventory/all.yml:3  services: true",
        "  quiet, loud: no file says the version of metallb; --assume metallb=VERSION",
        "    does",
        "    inventory/all.yml:3  services: true",
        "  quiet: no file says the version of cilium; --assume cilium=VERSION does",
        "    inventory/all.yml:3  services: true",
    ]


def test_what_was_read_left_and_passed_over_is_counted() -> None:
    assert text(FOUND).splitlines()[-8:] == [
        "Not read: secret.yml: Permission denied",
        r"Note: a\x1b[2J\u202e::error,50%:.yml:9: no more can be read: \x07",
        "Ignored: loud at inventory/all.yml:3: we know",
        "Ignored: quiet at inventory/all.yml:3: we know",
        "Read as kubespray's variables: inventory/all.yml",
        r"Read as a pool: a\x1b[2J\u202e::error,50%:.yml",
        "Left, no settings that are known: 5,000 files (m/0.yaml, m/1.yaml, m/2.yaml, ...)",
        "Found by 2 checks in 2 files: 1 critical and 1 info; 2 undecided; 2 ignored; 2 files not read, or not to the "
        "end.",
    ]


def test_nothing_found_is_said_with_what_was_looked_at() -> None:
    assert text(NOTHING).splitlines()[-1] == "No fault found by 2 checks in 1 file."


def test_many_faults_of_a_kind_are_counted() -> None:
    told = text(replace(NOTHING, faults=(FAULTY,) * 5000))
    assert told.count("A and B both write") == MOST_ALIKE
    assert "  and 4,980 more of the kind: --format json has all\n" in told


def test_many_places_of_one_fault_are_counted() -> None:
    fault = replace(FAULT, sides=(ON,) * 1000)
    assert "    and 992 more places\n" in text(replace(NOTHING, faults=(replace(LESS, fault=fault),)))


def test_nothing_in_it_moves_a_cursor_or_turns_text_round() -> None:
    assert {c for c in text(FOUND) if unicodedata.category(c) in UNSAFE} == {"\n"}
