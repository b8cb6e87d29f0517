"""The man page, made from what the commands say of themselves: `python -m arpwatch_k8s.cli.manual > arpwatch-k8s.1`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Final, Protocol

import typer
import typer.main

from arpwatch_k8s import __version__
from arpwatch_k8s.cli.app import app


class Parameter(Protocol):
    """What is used of an option or argument."""

    def get_help_record(self, ctx: typer.Context, /) -> tuple[str, str] | None:
        """How --help names it, and what it says of it."""


class Command(Protocol):
    """What is used of a command."""

    help: str | None

    def collect_usage_pieces(self, ctx: typer.Context, /) -> list[str]:
        """How it is called."""

    def get_params(self, ctx: typer.Context, /) -> Sequence[Parameter]:
        """Its options and arguments."""


EXITS: Final = (
    ("0", "done"),
    ("1", "findings, or an answer of compare, at or above --fail-on; of probe: nobody has an address, or several have"),
    ("2", "usage"),
    ("3", "input unreadable, or output that cannot be written"),
    ("4", "done, but some input was cut short or corrupt (1 wins over 4)"),
    ("75", "of watch: an interface is gone, or not there yet; another start may find it"),
    ("130", "interrupted"),
)
EXAMPLES: Final = (
    ("What happened?", "arpwatch-k8s analyze proxy.pcapng -o case/"),
    ("Who held the VIP at that moment?", "arpwatch-k8s explain proxy.pcapng --at 22:54:10.5 --tz Asia/Tokyo"),
    ("Did the fix help?", "arpwatch-k8s compare incident.pcapng after.pcapng -o proof/"),
    ("What does the cluster say? The same: arpwatch-k8s collect", "kubectl arpwatch -o case/ --since 6h"),
    ("Before it fails: do settings contradict each other?", "arpwatch-k8s lint inventory/ manifests/"),
    (
        "The proof, to be shown to others",
        "arpwatch-k8s evidence proxy.pcapng --cited -w evidence.pcapng --anonymize",
    ),
)


def manual() -> str:
    """The page in man(7)'s macros."""
    return "\n".join(lines()) + "\n"


def lines() -> Iterator[str]:
    """Line by line."""
    group = typer.main.get_group(app)
    whole = typer.main.get_command(app)
    context = typer.Context(whole, info_name="arpwatch-k8s", **app.info.context_settings or {})
    yield f'.TH ARPWATCH\\-K8S 1 "" "arpwatch\\-k8s {__version__}" "User Commands"'
    yield from (".SH NAME", f"arpwatch\\-k8s \\- {roff(first_line(group.help or ''))}")
    yield from (".SH SYNOPSIS", ".B arpwatch\\-k8s", roff("COMMAND [OPTIONS] SOURCE..."))
    yield from (".SH DESCRIPTION", roff(" ".join((group.help or "").split())))
    yield "A SOURCE is a capture, a folder of captures, a quoted pattern, or \\- for standard input."
    yield "A PATH, of lint, is settings: an inventory, manifests, files of programs, or a folder of them."
    yield ".SH OPTIONS"
    for parameter in whole.get_params(context):
        yield from option(parameter, context)
    yield ".SH COMMANDS"
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None:
            yield from described(name, command, typer.Context(command, info_name=name, parent=context))
    yield ".SH EXIT STATUS"
    for code, meaning in EXITS:
        yield from (".TP", f".B {code}", roff(meaning))
    yield ".SH EXAMPLES"
    for what, line in EXAMPLES:
        yield from (".TP", roff(what), f".B {roff(line)}")
    yield from (".SH SEE ALSO", ".BR tshark (1),", ".BR dumpcap (1),", ".BR tcpdump (1),", ".BR ip\\-neighbour (8)")


def described(name: str, command: Command, context: typer.Context) -> Iterator[str]:
    """One command: how it is called, what it does, its options."""
    yield f".SS {roff(' '.join([name, *command.collect_usage_pieces(context)]))}"
    yield roff(" ".join((command.help or "").split()))
    for parameter in command.get_params(context):
        yield from option(parameter, context)


def option(parameter: Parameter, context: typer.Context) -> Iterator[str]:
    """One option or argument, as --help has it."""
    record = parameter.get_help_record(context)
    if record is not None:
        name = record[0].replace(" <list[str]>", "...")
        yield from (".TP", f".B {roff(name)}", roff(" ".join(record[1].split())))


def first_line(text: str) -> str:
    """The first sentence of a help text, without its full stop."""
    return " ".join(text.split()).rstrip(".")


def roff(text: str) -> str:
    """A text as roff takes it: no escapes, no requests, hyphens that can be copied."""
    safe = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{safe}" if safe.startswith((".", "'")) else safe


if __name__ == "__main__":
    sys.stdout.write(manual())
