"""No digits are a fault, however many there are and whoever's: neither in a log's numbers nor in a listing's."""

import re
from contextlib import suppress
from datetime import UTC
from pathlib import Path

import pytest

from arpwatch_k8s.errors import InputError
from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.sources import SOURCES
from tests.logs.all_lines import LINES

MANY = "9" * 5000
"""Python turns no more than 4,300 digits into a number."""
FORMS = {"many": MANY, "a power": "2\u00b2", "another script's": "\u0663", "none": "", "a letter": "9e9"}
DIGITS = re.compile(r"\d+")


def changed(line: str, by: str) -> list[str]:
    """The line with each of its numbers, one after the other, put in another form."""
    return [line[: found.start()] + by + line[found.end() :] for found in DIGITS.finditer(line)]


@pytest.mark.parametrize("source", SOURCES, ids=[source.name for source in SOURCES])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_number_of_any_form_is_read_or_not_understood(tmp_path: Path, source: object, form: str) -> None:
    (one,) = (known for known in SOURCES if known is source)
    path = tmp_path / "x.log"
    path.write_text("\n".join(other for line in LINES for other in (line, *changed(line, form))))
    with suppress(InputError):
        contents = one.read(path, ZoneClock(UTC))
        assert contents.lines >= len(contents.unparsed)
