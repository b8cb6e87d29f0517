"""Forms in which logs write times: what a text says, before a zone or a year is added.

ISO 8601, what `date` prints in some languages, web servers' stamps, Unix seconds, syslog's and klog's, without a year.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

NS: Final = 1_000_000_000
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
SECONDS: Final = re.compile(r"([0-5]\d)(?:[.,](\d{1,9}))?(Z?)", re.ASCII)
"""What follows the minute in the commonest stamps."""
ISO: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d):([0-5]\d)(?:[.,](\d{1,9}))?\s*(Z|UTC|[+-]\d\d:?\d\d)?$", re.ASCII
)
COMMON: Final = re.compile(
    r"(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d):([0-5]\d)(?:\.(\d{1,9}))?(?: ([+-]\d{4}))?$", re.ASCII
)
UNIX: Final = re.compile(r"(\d{9,10})(?:\.(\d{1,9}))?$", re.ASCII)
YEARLESS: Final = re.compile(r"([A-Z][a-z]{2} +\d{1,2}|[01]\d[0-3]\d) (\d\d:\d\d):([0-5]\d)(?:\.(\d{1,9}))?$", re.ASCII)
"""syslog's `Nov 22 20:15:23` and klog's `1122 20:15:23.875001`."""
DECIMALS: Final = re.compile(r":\d\d[.,](\d{1,9})|^\d{9,10}\.(\d{1,9})", re.ASCII)
TIME: Final = r"(?P<time>\d\d:\d\d:\d\d)(?:[.,](?P<fraction>\d{1,9}))?(?: (?P<half>[AP]M))?"
ZONE: Final = r"(?: \(?(?:UTC(?=[+-]))?(?P<zone>[A-Z]{3,5}|[+-]\d{2,4})\)?)?"
WORD: Final = r"[^\W\d_]{2,12}"
DATES: Final = (
    re.compile(rf"{WORD} +(?P<month>{WORD}) +(?P<day>\d{{1,2}}) +{TIME}{ZONE} +(?P<year>\d{{4}})"),
    re.compile(rf"{WORD} +(?P<day>\d{{1,2}})\.? +(?P<month>{WORD}) +{TIME}{ZONE} +(?P<year>\d{{4}})"),
    re.compile(rf"{WORD}\.?,? +(?P<day>\d{{1,2}})\.? +(?P<month>{WORD})\.?,? +(?P<year>\d{{4}}),? +{TIME}{ZONE}"),
    re.compile(rf"(?P<year>\d{{4}})年 *(?P<month>\d{{1,2}})月 *(?P<day>\d{{1,2}})日 *(?:{WORD})? +{TIME}{ZONE}"),
)
"""What `date` prints in English, in German, in French and in Japanese."""
MONTHS: Final = (
    ("jan", "january", "januar", "jänner", "janv", "janvier", "1", "01"),
    ("feb", "february", "februar", "févr", "février", "2", "02"),
    ("mar", "march", "mär", "mrz", "märz", "mars", "3", "03"),
    ("apr", "april", "avr", "avril", "4", "04"),
    ("may", "mai", "5", "05"),
    ("jun", "june", "juni", "juin", "6", "06"),
    ("jul", "july", "juli", "juil", "juillet", "7", "07"),
    ("aug", "august", "août", "8", "08"),
    ("sep", "sept", "september", "septembre", "9", "09"),
    ("oct", "october", "okt", "oktober", "octobre", "10"),
    ("nov", "november", "novembre", "11"),
    ("dec", "december", "dez", "dezember", "déc", "décembre", "12"),
)
MONTH: Final = {word: number for number, words in enumerate(MONTHS, 1) for word in words}
"""Months by name, short or whole, in these languages, in lower case."""


def date_printed(text: str) -> tuple[int, str | None] | None:
    """What `date` printed, as UTC would have it (ns), and the zone that it names; None where it is no such text.

    ValueError: there is no such time.
    """
    found = next((match for form in DATES if (match := form.fullmatch(text))), None)
    if found is None:
        return None
    month = MONTH.get(found["month"].lower())
    if month is None:
        return None
    form = "%Y %m %d %I:%M:%S %p" if found["half"] else "%Y %m %d %H:%M:%S"
    naive = instant(f"{found['year']} {month} {found['day']} {found['time']} {found['half'] or ''}".strip(), form)
    return naive + fraction_ns(found["fraction"]), found["zone"]


def names_zone(stamp: str) -> bool:
    """Whether a wrapper's stamp names its zone, and so its year: ISO 8601 with one, or Unix seconds."""
    if not stamp[:1].isdigit():
        return False
    return stamp[-1] in "ZC" or stamp[-6] in "+-" or stamp[-5] in "+-" or stamp[10:11] in (".", "")


def instant(text: str, form: str) -> int:
    """A time of some form, as UTC would have it, ns. ValueError: there is no such time."""
    naive = datetime.strptime(text, form)  # noqa: DTZ007 - its zone follows
    return (naive.replace(tzinfo=UTC) - EPOCH) // timedelta(seconds=1) * NS


def instant_of_minute(text: str, form: str) -> int | None:
    """A minute of some form, as UTC would have it, ns; None where there is none such."""
    try:
        return instant(text, form)
    except ValueError:
        return None


def fraction_ns(digits: str | None) -> int:
    """The nanoseconds of a second's decimals."""
    return int((digits or "").ljust(9, "0"))
