"""The forms of stamps and wrappers that lines are passed over in, as patterns: what has one of them is read the same
way line by line (`wrappers.py`), and its words stand there as they are, neither escaped nor colored.

A pattern takes in times that exist, and no others; 29 February alone is left to those who read line by line.
"""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.logs.reading.collectors import HINTS

YEAR: Final = r"(?:19[7-9]\d|20\d\d)"
TIME: Final = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d"


def month_day(between: str = "") -> str:
    """A month and a day of it in digits, with something between them."""
    return (
        rf"(?:(?:0[1-9]|1[0-2]){between}(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2]){between}(?:29|30)"
        rf"|(?:0[13578]|1[02]){between}31)"
    )


ISO: Final = rf"{YEAR}-{month_day('-')}T{TIME}"
SYSLOG: Final = (
    r"(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?: [1-9]|1\d|2[0-8])"
    r"|(?:Jan|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?:29|30)"
    rf"|(?:Jan|Mar|May|Jul|Aug|Oct|Dec) 31) {TIME}"
)
ZONED: Final = rf"{ISO}(?:\.\d{{1,9}})?(?:Z|[+-]\d\d:\d\d)"
ORIGIN: Final = r"[A-Za-z0-9][A-Za-z0-9._-]{0,252} [A-Za-z(][^\s:\[\]]{0,127}(?:\[\d{1,10}\])?: "
"""Host and program of syslog."""

ANY: Final = r'"[^"\\\n]*+(?:\\["\\/bfnrt][^"\\\n]*+)*+"'
"""A string of JSON, without the escapes that give letters by number; control characters are looked for as words."""
FIELD: Final = rf'"(?!MESSAGE"|__REALTIME_TIMESTAMP")[A-Z0-9_]++":(?:{ANY}|null)'
"""Of journald's JSON: none that a line or a time is looked for in, as the others of these have small letters."""
CARRIES_NONE: Final = rf"(?![^\n]*(?:{'|'.join(HINTS)}))"
"""Behind the begin of a form that is JSON itself: no line that collectors put there."""
STAMPED: Final = rf"{ZONED} (?:std(?:out|err) F )?|{ISO}(?:\.\d{{1,6}})?(?:Z|[+-]\d\d:\d\d) {ORIGIN}"
"""Finer than microseconds is a runtime's stamp, and no host's name follows."""
BEFORE: Final = rf"(?:\[pod/[^/\]\s]{{1,253}}/[^\]\s]{{1,253}}\] )?(?:{STAMPED})?|{SYSLOG} {ORIGIN}"
"""What stands before a line that goes on to the end: kubectl's, a container runtime's, syslog's."""
JOURNAL: Final = (
    rf'\{{(?:{FIELD},)*+"__REALTIME_TIMESTAMP":"\d{{16}}",'
    rf'(?:{FIELD},)*+"MESSAGE":(?={ANY}(?:,{FIELD})*+\}}\n)"'
)
ESCAPED: Final = r'"(?:[^"]*+(?<=[^\\]\\)")*+[^"]*+(?<=[^\\]\\n)"'
"""A string whose quotes are escaped and that ends with an end of line, as `ANY` and quicker. It goes to the first quote
that is not escaped: where `DOCKER_END` stands, not beyond the line."""
DOCKER: Final = (
    rf'\{{"log":(?![^\n]*\\[^"\\/bfnrt])(?={ESCAPED},"stream":"std(?:out|err)","time":"{ISO}(?:\.\d{{1,9}})?Z"\}}\n)"'
)
DOCKER_END: Final = r'(?<=[^\\]"\})'
CONTROLS: Final = tuple(chr(code) for code in range(32) if chr(code) not in "\n\r")
"""No JSON with one of these is read; `pieces.unix` leaves no carriage return."""
HIDING: Final = (*CONTROLS, "\\u")
"""What a line has whose words may stand there otherwise than they are looked for: colors, letters that JSON escapes; or
that is no JSON."""


def wrapped(form: str) -> str:
    """The pattern of lines that begin with a form, as they are or in any of these wrappers, with their ends."""
    return rf"(?:{BEFORE}|{JOURNAL})(?:{form})[^\n]*+\n|{DOCKER}(?:{form})[^\n]*+{DOCKER_END}\n"


def words_of(words: tuple[str, ...]) -> tuple[str, ...]:
    """What lines have one of that may have one of some words, in wrappers that may have made an end of line of JSON a
    blank."""
    broken = {"\\n".join((word[:at], word[at + 1 :])) for word in words for at in range(len(word)) if word[at] == " "}
    return (*words, *sorted(broken), *HIDING)
