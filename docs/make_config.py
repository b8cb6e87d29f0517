"""Writes the page of the file that `watch --config` reads, from what its keys say of themselves."""

import ast
import textwrap
from pathlib import Path
from typing import Any, Final

from arpwatch_k8s import thresholds
from arpwatch_k8s.monitor.settings.key import Key
from arpwatch_k8s.monitor.settings.keys import KEYS, THRESHOLDS

DOCS: Final = Path(__file__).resolve().parent
PAGE: Final = DOCS / "watch-config.md"
BEGIN, END = "<!-- made by docs/make_config.py -->\n", "<!-- end of what is made -->\n"
WIDTH: Final = 118


def tables() -> str:
    """Every table with its keys."""
    names = list(dict.fromkeys(key.table for key in KEYS))
    return "\n".join(table(name, [key for key in KEYS if key.table == name]) for name in names)


def table(name: str, keys: list[Key[Any]]) -> str:
    """One table."""
    head = f"## {f'[[{name}]]' if keys[0].is_repeated else f'[{name}]'}\n"
    return "\n".join([head, *(entry(key) for key in keys), ""])


def entry(key: Key[Any]) -> str:
    """One key."""
    meaning = key.meaning or meanings()[key.name]
    fixed = "" if key.reloads else " Only a new start changes it."
    text = f"- `{key.name or 'NAME'} = {key.form}`: {meaning} Default: {key.default}.{fixed}"
    return textwrap.fill(text, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def meanings() -> dict[str, str]:
    """What each threshold says of itself, below it, without the name of its field in it."""
    (record,) = (
        node
        for node in ast.parse(Path(thresholds.__file__).read_text()).body
        if isinstance(node, ast.ClassDef) and node.name == "Thresholds"
    )
    found: dict[str, str] = {}
    for field, text in zip(record.body, record.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr):
            assert isinstance(text.value, ast.Constant)
            words = " ".join(str(text.value.value).split())
            found[THRESHOLDS[field.target.id].name] = words.replace("_ns`", "`")
    return found


def page(text: str) -> str:
    """The page with its tables made anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{tables()}\n{END}{after}"


def main() -> None:
    """Write it."""
    PAGE.write_text(page(PAGE.read_text()))


if __name__ == "__main__":
    main()
