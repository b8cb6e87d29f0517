"""What is said of several files is said once."""

from arpwatch_k8s.diagnosis.sparing import MOST_NAMED, crowded, sparing

NAMES = ["a/x.log", "a/y.log", "b/x.log", "x.log"]


def test_sentences_that_differ_in_a_name_alone_are_one() -> None:
    said = ["a/x.log names no zone: read in UTC", "something else", "a/y.log names no zone: read in UTC"]
    assert sparing(said, NAMES) == ["each of a/x.log and a/y.log names no zone: read in UTC", "something else"]


def test_a_name_may_stand_anywhere_and_a_longer_one_is_meant_before_a_shorter() -> None:
    said = ["6 lines of a/x.log have no time", "6 lines of b/x.log have no time", "7 lines of a/y.log have no time"]
    assert sparing(said, NAMES) == [
        "6 lines of each of a/x.log and b/x.log have no time",
        "7 lines of a/y.log have no time",
    ]


def test_what_names_no_file_or_one_twice_stays_as_it_is() -> None:
    said = ["nothing", "nothing", "a/x.log and a/x.log", "a/y.log and a/y.log"]
    assert sparing(said, NAMES) == said


def test_of_many_files_some_are_named() -> None:
    names = [f"{number}.log" for number in range(10, 30)]
    (text,) = sparing([f"{name} is empty" for name in names], names)
    assert text.count(".log") == MOST_NAMED
    assert text.endswith("and 14 more is empty")


def test_what_many_vips_share_is_said_once() -> None:
    vips = [f"192.0.2.{number}" for number in range(1, 10)]
    said = [*(f"nobody tried to connect to {vip} in it" for vip in vips), "192.0.2.1: another matter", "the end"]
    named = ", ".join(vips[:6])
    assert crowded(said, vips) == [
        f"nobody tried to connect to each of {named} and 3 more in it",
        "192.0.2.1: another matter",
        "the end",
    ]
    assert crowded(said[:3], vips) == said[:3]
    assert crowded(said, vips[:3]) == said
