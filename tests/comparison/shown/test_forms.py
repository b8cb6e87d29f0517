"""A comparison as text, JSON, Markdown and a page: the same said, safely, in the room that there is."""

import json
import re
from dataclasses import replace
from datetime import UTC
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from jsonschema import Draft202012Validator

from arpwatch_k8s.comparison import Answer, Comparison, compare
from arpwatch_k8s.comparison.shown.crowded import told
from arpwatch_k8s.comparison.shown.document import document
from arpwatch_k8s.comparison.shown.markdown import markdown
from arpwatch_k8s.comparison.shown.page import html
from arpwatch_k8s.comparison.shown.rows import rows
from arpwatch_k8s.comparison.shown.text import HEADLINES, text
from arpwatch_k8s.comparison.sides.side import Hold, Owner
from tests.comparison.made import SICK, T0, WELL, side, station

SCHEMA = json.loads(resources.files("arpwatch_k8s.comparison").joinpath("compare.schema.json").read_text())
MADE = {"before": [], "after": [], "versions": {}, "command": ["arpwatch-k8s", "compare", "a", "b"]}
MANY = [replace(station(failed=40), vip=f"198.51.100.{number}") for number in range(30)]
QUIET = [replace(station(), vip=f"198.51.100.{number}") for number in range(30)]
COMPARISONS = {
    "better": compare(SICK, WELL),
    "worse": compare(WELL, SICK),
    "same": compare(SICK, SICK),
    "too few": compare(SICK, side(station(13))),
    "gone vip": compare(SICK, side()),
    "nothing": compare(side(), side()),
    "many": compare(side(*MANY), side(*MANY)),
    "quiet": compare(side(*SICK.stations, *QUIET), side(*WELL.stations, *QUIET)),
    "old": compare(side(replace(station(retried=None), handshake_ns=None)), WELL),
    "text alone": compare(replace(SICK, covered=(), captures=(), span=None, stations=()), WELL),
}


def test_the_text_of_a_fix_that_helped() -> None:
    said = text(COMPARISONS["better"], UTC).splitlines()
    assert said[:2] == ["BETTER", "  192.0.2.80: 40 of 200 attempts failed in BEFORE, none of 200 attempts in"]
    assert "  BEFORE  sick.pcapng: 60.0 s from 2026-11-22 20:15:40.000 UTC (+0000); by" in said
    assert "VIP 192.0.2.80: better" in said
    assert "  claimed by      node1 60.0 s          node1 60.0 s" in said
    assert "  Gone: service-not-programmed" in said


def test_times_are_in_the_zone_that_was_asked_for() -> None:
    assert "2026-11-23 05:15:40.000 JST (+0900)" in " ".join(
        text(COMPARISONS["better"], ZoneInfo("Asia/Tokyo")).split()
    )


@pytest.mark.parametrize("name", COMPARISONS)
def test_it_fits_eighty_columns_and_says_what_the_answer_is(name: str) -> None:
    said = text(COMPARISONS[name], UTC).splitlines()
    assert max(map(len, said)) <= 80
    assert said[0] == HEADLINES[COMPARISONS[name].answer]


@pytest.mark.parametrize("name", COMPARISONS)
def test_the_document_is_what_its_schema_says(name: str) -> None:
    written = json.loads(json.dumps(document(COMPARISONS[name])))
    assert list(Draft202012Validator(closed(SCHEMA)).iter_errors(written)) == []
    assert written["answer"] == COMPARISONS[name].answer.value


def closed(schema: object) -> object:
    """The schema with nothing allowed that it does not name."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(part) for name, part in schema.items()}
    return made | ({"additionalProperties": False} if "properties" in made and made.get("type") == "object" else {})


@pytest.mark.parametrize("name", COMPARISONS)
def test_page_and_markdown_say_the_same(name: str) -> None:
    found = COMPARISONS[name]
    page, wiki = html(found, UTC, made=MADE, svg=""), markdown(found, UTC, "")
    assert wiki.startswith(f"# {HEADLINES[found.answer]}\n")
    assert f'<header class="verdict {found.answer.value}">' in page
    for one in told(found).vips[:3]:
        assert f"{one.pair.vip}: {HEADLINES[one.answer].lower()}" in page
        for row in rows(one, found.before, found.after):
            assert f"| {row.label} |" in wiki
            assert f'<th scope="row">{row.label}</th>' in page


def test_vips_beyond_the_most_are_counted() -> None:
    said = text(COMPARISONS["many"], UTC)
    assert said.count("\nVIP ") == 24
    assert "\n6 more VIPs in the JSON.\n" in said
    assert len(document(COMPARISONS["many"])["vips"]) == 30  # type: ignore[arg-type]


def test_vips_that_nothing_happened_to_are_told_in_a_sentence() -> None:
    found = COMPARISONS["quiet"]
    for said in (text(found, UTC), markdown(found, UTC, "").replace("\\", ""), html(found, UTC, made=MADE, svg="")):
        words = " ".join(said.split())
        assert "Nothing failed, fought or moved on either side at 198.51.100.0, " in words
        assert "198.51.100.7 and 22 more." in words
        assert "198.51.100.8" not in words
    assert text(found, UTC).count("\nVIP ") == 1


HOSTILE = "\x1b[31m<script>alert(1)</script>|`x`"


def hostile() -> Comparison:
    """Names and sentences from somebody who means harm."""
    owner = Owner("52:54:00:00:00:0a", HOSTILE)
    held = (Hold(T0, T0 + 1, owner),)
    bad = replace(SICK.causes[0], summary=HOSTILE, rule=HOSTILE)
    stations = tuple(replace(one, claimed=held, segment=HOSTILE) for one in SICK.stations)
    return compare(replace(SICK, name=HOSTILE, stations=stations, causes=(bad,)), WELL)


def test_what_a_hostile_document_says_is_safe_everywhere() -> None:
    found = hostile()
    assert "\x1b" not in text(found, UTC)
    page, wiki = html(found, UTC, made=MADE, svg=""), markdown(found, UTC, "")
    assert "<script>" not in page
    assert "\x1b" not in page + wiki
    assert not re.search(r"(?<!\\)<script", wiki)


def test_what_is_not_known_is_said_as_such() -> None:
    (one,) = COMPARISONS["old"].vips
    measures = {row.label: row for row in rows(one, COMPARISONS["old"].before, COMPARISONS["old"].after)}
    assert measures["SYN sent again"].before == measures["SYN to SYN-ACK"].before == "not said"
    assert measures["SYN sent again"].told == "cannot tell"
    (gone,) = COMPARISONS["gone vip"].vips
    assert {row.after for row in rows(gone, SICK, side())} == {"not seen"}


def test_a_rate_an_hour_is_told_where_it_was_watched_for_long_enough() -> None:
    hours = side(station(failed=2, trouble=((10, 20), (3_000, 3_010))), lasts=7_200)
    (one,) = compare(hours, hours).vips
    measures = {row.label: row for row in rows(one, hours, hours)}
    assert measures["incidents"].before == "2 in 2.0 h (1 an hour)"
    (short,) = compare(SICK, WELL).vips
    assert {row.label: row for row in rows(short, SICK, WELL)}["incidents"].before == "1 in 60.0 s"


def test_every_answer_has_a_headline() -> None:
    assert set(HEADLINES) == set(Answer)
