"""The man pages, made from what the commands say of themselves: `python -m arpwatch_k8s.cli.manual docs/man`.

One of the whole, and one of each command.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer
import typer.main

from arpwatch_k8s import __version__
from arpwatch_k8s.cli.app import OFFERED, app
from arpwatch_k8s.cli.arguments import record_of
from arpwatch_k8s.cli.examples import Example
from arpwatch_k8s.wording.counts import listed

if TYPE_CHECKING:
    from typer._click import Command  # Typer has no other name for it

NAME: Final = "arpwatch-k8s"


@dataclass(frozen=True, slots=True)
class Exit:
    """How a command may end."""

    code: int
    """The exit status."""
    meaning: str
    """What it means."""
    of: tuple[str, ...] = ()
    """The commands that it is of; none where it is of all."""


SOURCE: Final = (
    "A SOURCE is whatever there is of an incident: captures, printed frames, logs, listings, settings; a folder or "
    "archive of them, here or by URL; a quoted pattern; or - for standard input. Each file is told by its content.",
    "A PATH, of lint, is settings: an inventory, manifests, files of programs, or a folder of them.",
)
READERS: Final = ("analyze", "report", "timeline", "explain", "compare", "evidence", "lint", "extract")
EXITS: Final = (
    Exit(0, "done"),
    Exit(1, "findings at or above --fail-on (wins over 4)", ("analyze", "lint")),
    Exit(1, "an answer at or above --fail-on (wins over 4)", ("compare",)),
    Exit(1, "nobody has an address, or several have", ("probe",)),
    Exit(2, "usage"),
    Exit(3, "input unreadable, or output that cannot be written"),
    Exit(4, "done, but some input was cut short or corrupt", READERS),
    Exit(4, "done, but something was not fetched", ("collect",)),
    Exit(4, "done, but frames were not written for want of room", ("capture",)),
    Exit(70, "a fault of the program"),
    Exit(75, "the interface is gone; another start may find it", ("capture", "extcap")),
    Exit(75, "an interface is gone, or not there yet; another start may find it", ("watch",)),
    Exit(130, "interrupted"),
)
SHOWN: Final = ("analyze", "explain", "compare", "lint", "evidence")
"""Commands of which the page of the whole has the first example."""
OTHERS: Final = ("tshark (1)", "dumpcap (1)", "tcpdump (1)", "ip-neighbour (8)")


def pages() -> dict[str, str]:
    """The pages by their file names, in man(7)'s macros."""
    group = typer.main.get_group(app)
    whole = typer.main.get_command(app)
    above = typer.Context(whole, info_name=NAME, **app.info.context_settings or {})
    made = {f"{NAME}.1": page(overview(whole.help or "", option_lines(whole, above)))}
    for offered in OFFERED:
        name = offered.run.__name__
        command = group.get_command(above, name)
        assert command is not None
        context = typer.Context(command, info_name=name, parent=above)
        made[f"{NAME}-{name}.1"] = page(described(name, command, context, offered.examples))
    return made


def page(lines: Iterable[str]) -> str:
    """Lines of a page as one text."""
    return "\n".join(lines) + "\n"


def overview(about: str, options: Iterable[str]) -> Iterator[str]:
    """The page of the whole."""
    yield from opened(NAME, about)
    yield from (".SH SYNOPSIS", f".B {roff(NAME)}", roff("COMMAND [OPTIONS] SOURCE..."))
    yield from (".SH DESCRIPTION", roff(joined(about)))
    yield from map(roff, SOURCE)
    yield ".SH OPTIONS"
    yield from options
    yield ".SH COMMANDS"
    for offered in OFFERED:
        yield from (".TP", reference(offered.run.__name__), roff(joined(offered.run.__doc__ or "")))
    yield from exits("")
    yield from examples([offered.examples[0] for offered in OFFERED if offered.run.__name__ in SHOWN])
    yield from see_also([*(reference(offered.run.__name__) for offered in OFFERED), *map(also, OTHERS)])


def described(name: str, command: Command, context: typer.Context, given: Sequence[Example]) -> Iterator[str]:
    """The page of one command."""
    yield from opened(f"{NAME}-{name}", command.help or "")
    yield from (".SH SYNOPSIS", f".B {roff(f'{NAME} {name}')}", roff(" ".join(command.collect_usage_pieces(context))))
    yield from (".SH DESCRIPTION", roff(joined(command.help or "")))
    yield ".SH OPTIONS"
    yield from option_lines(command, context)
    yield from exits(name)
    yield from examples(given)
    others = (offered.run.__name__ for offered in OFFERED if offered.run.__name__ != name)
    yield from see_also([also(f"{NAME} (1)"), *map(reference, others)])


def opened(name: str, about: str) -> Iterator[str]:
    """How a page begins."""
    yield f'.TH {roff(name.upper())} 1 "" "{roff(NAME)} {__version__}" "User Commands"'
    yield from (".SH NAME", f"{roff(name)} \\- {roff(joined(about).rstrip('.'))}")


def option_lines(command: Command, context: typer.Context) -> Iterator[str]:
    """Options and arguments, as --help has them."""
    for parameter in command.get_params(context):
        record = record_of(parameter, context)
        if record is not None:
            yield from (".TP", f".B {roff(record[0])}", roff(joined(record[1])))


def exits(command: str) -> Iterator[str]:
    """How a command may end; of the whole where none is named: each status of whose it is."""
    yield ".SH EXIT STATUS"
    for code in dict.fromkeys(each.code for each in EXITS):
        found = [each for each in EXITS if each.code == code and (not command or not each.of or command in each.of)]
        if found:
            told = (
                f"of {listed(each.of)}: {each.meaning}" if each.of and not command else each.meaning for each in found
            )
            yield from (".TP", f".B {code}", roff("; ".join(told)))


def examples(given: Iterable[Example]) -> Iterator[str]:
    """Each use below what it is for."""
    yield ".SH EXAMPLES"
    for example in given:
        yield from (".TP", roff(example.purpose), f".B {roff(example.line)}")


def see_also(named: Sequence[str]) -> Iterator[str]:
    """Other pages."""
    yield ".SH SEE ALSO"
    yield from (f"{each}," for each in named[:-1])
    yield named[-1]


def reference(command: str) -> str:
    """The name of a command's page."""
    return also(f"{NAME}-{command} (1)")


def also(name: str) -> str:
    """The name of a page, its section in plain type."""
    return f".BR {roff(name)}"


def joined(text: str) -> str:
    """A help text as one line."""
    return " ".join(text.split())


def roff(text: str) -> str:
    """A text as roff takes it: no escapes, no requests, hyphens that can be copied."""
    safe = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{safe}" if safe.startswith((".", "'")) else safe


if __name__ == "__main__":
    for file, written in pages().items():
        (Path(sys.argv[1]) / file).write_text(written, encoding="utf-8")
