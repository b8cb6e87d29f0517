"""Plain Jinja: `{{ name }}`, `{{ a.b }}`, `{{ x | default(y) }}`, `{{ x | bool }}`, text around them; no more.

What is not plain is not guessed: it is unknown, with its text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.lint.setting import Plain, Unknown
from arpwatch_k8s.wording.plain import plain

MOST_TEXT: Final = 2000
MOST_PARENTHESES: Final = 6
SHOWN: Final = 60
PIECE: Final = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
TOKEN: Final = re.compile(
    r"\s*(?:(?P<name>[A-Za-z_]\w*)|(?P<number>\d{1,18}(?:\.\d{1,18})?)"
    r"|'(?P<single>[^'\\]*)'|\"(?P<double>[^\"\\]*)\"|(?P<sign>[|().,\[\]]))",
    re.ASCII,
)
WORDS: Final[dict[str, Plain]] = {
    "true": True,
    "True": True,
    "false": False,
    "False": False,
    "none": None,
    "None": None,
}
YES: Final = frozenset({"true", "yes", "on", "1", "y", "t"})
"""What Ansible's filter `bool` takes for yes, in lower case."""


class Missing:
    """In place of a value that nothing sets."""


MISSING: Final = Missing()
Value = Plain | Unknown | Missing
Look = Callable[[tuple[str, ...]], Value]
"""Looks up a variable, or a key of one, by its steps."""


class NotPlainError(ValueError):
    """An expression of which we do not know what it comes to."""


def resolve(text: str, look: Look) -> Plain | Unknown:
    """What a text with expressions comes to."""
    if len(text) > MOST_TEXT or "{%" in text or "{#" in text:
        return not_plain(text)
    whole = PIECE.fullmatch(text.strip())
    try:
        if whole is not None and "{{" not in whole[1]:
            return given(Expression(whole[1], look).value(), whole[1])
        made = ""
        end = 0
        for piece in PIECE.finditer(text):
            value = given(Expression(piece[1], look).value(), piece[1])
            if isinstance(value, Unknown):
                return value
            made += text[end : piece.start()] + ("" if value is None else str(value))
            end = piece.end()
            if len(made) > MOST_TEXT:
                return not_plain(text)
        return made + text[end:]
    except NotPlainError:
        return not_plain(text)


def not_plain(text: str) -> Unknown:
    """What is said of an expression that is not worked out."""
    shown = " ".join(text.split())
    return Unknown(why=f"is {plain(shown[:SHOWN])}{'...' if len(shown) > SHOWN else ''}, which is not worked out here")


def given(value: Value, text: str) -> Plain | Unknown:
    """A value; what nothing sets is unknown."""
    if isinstance(value, Missing):
        return Unknown(why=f"is {{{{ {plain(text.strip())[:SHOWN]} }}}}, and nothing that was read sets that")
    return value


@dataclass(slots=True)
class Expression:
    """One expression, read from left to right."""

    text: str
    look: Look
    at: int = 0
    depth: int = 0

    def value(self) -> Value:
        """What the whole expression comes to. NotPlainError: it is not plain."""
        value = self._filtered()
        if self.text[self.at :].strip():
            raise NotPlainError
        return value

    def _next(self) -> re.Match[str] | None:
        """The token that comes next, taken."""
        found = TOKEN.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def _takes(self, sign: str) -> bool:
        """Whether a sign comes next; it is taken then."""
        found = TOKEN.match(self.text, self.at)
        if found is None or found["sign"] != sign:
            return False
        self.at = found.end()
        return True

    def _needs(self, sign: str) -> None:
        if not self._takes(sign):
            raise NotPlainError

    def _filtered(self) -> Value:
        """A value and the filters behind it."""
        self.depth += 1
        if self.depth > MOST_PARENTHESES:
            raise NotPlainError
        value = self._operand()
        while self._takes("|"):
            value = self._through(value)
        self.depth -= 1
        return value

    def _operand(self) -> Value:
        """A name with its keys, a text, a number, or what stands in parentheses."""
        token = self._next()
        if token is None:
            raise NotPlainError
        match token.lastgroup:
            case "name" if token["name"] in WORDS:
                return WORDS[token["name"]]
            case "name":
                return self._named(token["name"])
            case "number":
                return float(token["number"]) if "." in token["number"] else int(token["number"])
            case "single" | "double":
                return token["single"] if token["single"] is not None else token["double"]
            case _ if token["sign"] == "(":
                value = self._filtered()
                self._needs(")")
                return value
            case _:
                raise NotPlainError

    def _named(self, name: str) -> Value:
        """What a variable says, or a key of it."""
        steps = [name]
        while True:
            if self._takes("."):
                key = self._next()
                if key is None or key["name"] is None:
                    raise NotPlainError
                steps.append(key["name"])
            elif self._takes("["):
                key = self._next()
                text = None if key is None else key["single"] if key["single"] is not None else key["double"]
                if text is None:
                    raise NotPlainError
                steps.append(text)
                self._needs("]")
            elif self._takes("("):
                raise NotPlainError
            else:
                return self.look(tuple(steps))

    def _through(self, value: Value) -> Value:
        """A value after one filter. NotPlainError: a filter that we do not know."""
        token = self._next()
        name = None if token is None else token["name"]
        if name in {"default", "d"}:
            self._needs("(")
            other = self._filtered()
            also_empty = self._filtered() is True if self._takes(",") else False
            self._needs(")")
            empty = not isinstance(value, Unknown | Missing) and not value
            return other if isinstance(value, Missing) or (also_empty and empty) else value
        if isinstance(value, Unknown | Missing):
            if name in FILTERS:
                return value
            raise NotPlainError
        if name not in FILTERS:
            raise NotPlainError
        return FILTERS[name](value)


def as_bool(value: Plain) -> Plain:
    """As Ansible's filter `bool`."""
    return value if isinstance(value, bool) or value is None else str(value).lower() in YES


def as_int(value: Plain) -> Plain:
    """As Jinja's filter `int`: 0 for what is no number."""
    text = str(value).strip()
    return int(text) if re.fullmatch(r"[+-]?\d{1,18}", text, re.ASCII) else 0


FILTERS: Final[dict[str | None, Callable[[Plain], Plain]]] = {
    "bool": as_bool,
    "int": as_int,
    "string": lambda value: "" if value is None else str(value),
    "lower": lambda value: str(value).lower(),
    "upper": lambda value: str(value).upper(),
    "trim": lambda value: str(value).strip(),
}
"""Filters that are worked out, besides `default`."""
