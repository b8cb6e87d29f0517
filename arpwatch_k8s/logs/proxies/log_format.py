"""nginx's `log_format`: found in nginx.conf, and made a pattern of the lines that are written by it.

log_format tries '$remote_addr [$time_local] "$request" $status $msec $request_time '
                 '$upstream_addr $upstream_status $upstream_connect_time $upstream_response_time';
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

DIRECTIVE: Final = re.compile(r"^[ \t]*log_format[ \t\r\n]+([^\s;]{1,255})", re.MULTILINE)
TOKEN: Final = re.compile(r"""\s*(?:#[^\n]*\n|'((?:[^'\\]|\\.)*+)'|"((?:[^"\\]|\\.)*+)"|([^\s;'"]+)|(;))""", re.DOTALL)
ESCAPE: Final = re.compile(r"\\(['\"\\trn])")
ESCAPED: Final = {"t": "\t", "r": "\r", "n": "\n"}
VARIABLE: Final = re.compile(r"\$(?:\{(\w+)\}|(\w+))")

NUMBER: Final = r"\d{1,12}(?:\.\d{1,6})?|-|"
VALUES: Final[Mapping[str, str]] = {
    "time_local": r"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}",
    "time_iso8601": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)",
    "msec": r"\d{9,11}\.\d{3}",
    "status": r"\d{3}",
    "request_time": NUMBER,
    "body_bytes_sent": NUMBER,
    "bytes_sent": NUMBER,
    "request_length": NUMBER,
}
"""What variables look like that can have no other form."""
LISTS: Final = re.compile(
    r"upstream_(?:addr|status|\w+_time|\w+_length|bytes_\w+)|proxy_add_x_forwarded_for|http_x_forwarded_for"
)
"""Variables that have a value for each try, and so spaces between them."""


def log_formats(conf: str) -> dict[str, str]:
    """The formats that a text of nginx.conf defines, by their names."""
    found: dict[str, str] = {}
    for directive in DIRECTIVE.finditer(conf):
        parts: list[str] = []
        for single, double, bare in words(conf, directive.end()):
            if bare.startswith("escape=") and not parts:
                continue
            parts.append(ESCAPE.sub(lambda match: ESCAPED.get(match[1], match[1]), single or double or bare))
        if parts:
            found[directive[1].strip("'\"")] = "".join(parts)
    return found


def words(conf: str, at: int) -> Iterator[tuple[str, str, str]]:
    """The words of a directive from a place on: each in single quotes, in double quotes, or bare."""
    while match := TOKEN.match(conf, at):
        if match[4]:
            return
        if match.end() == at:
            return
        if match[1] is not None or match[2] is not None or match[3] is not None:
            yield match[1] or "", match[2] or "", match[3] or ""
        at = match.end()


def line_pattern(form: str, values: Mapping[str, str] = VALUES) -> str:
    """A regular expression of the whole lines that a format writes, with a group for each variable's first place.

    values: what variables look like, by their names; of others, what may stand there is told from what comes behind.
    """
    pieces: list[str] = []
    named: set[str] = set()
    at = 0
    for match in VARIABLE.finditer(form):
        name = match[1] or match[2]
        pieces.append(re.escape(form[at : match.start()]))
        at = match.end()
        value = values.get(name) or any_value(name, form[at : at + 1])
        is_first = name not in named and name.isidentifier()
        pieces.append(f"(?P<{name}>{value})" if is_first else f"(?:{value})")
        named.add(name)
    return "".join(pieces) + re.escape(form[at:])


def any_value(name: str, behind: str) -> str:
    """What a variable may look like that stands before a character, or at the end of the line."""
    if behind in ('"', "'"):
        return rf"[^{behind}\\\n]*+(?:\\.[^{behind}\\\n]*+)*+"
    if behind in ("]", ")", "}", "|", "\t", ";"):
        return rf"[^{re.escape(behind)}\n]*+"
    if LISTS.fullmatch(name):
        return r"[^\s,]+(?:(?:, | : )[^\s,]+)*+"
    return r"[^\n]*" if not behind and name.startswith("http_") else r"[^ \n]*"
