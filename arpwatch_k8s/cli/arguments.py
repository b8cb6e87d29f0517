"""How all commands take arguments: how help names them, and what is said of those that do not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup

from arpwatch_k8s.cli.running import MOST_CHARS, USAGE, complain, unknown

if TYPE_CHECKING:
    # Typer has no other names for them
    from typer._click import Command as AnyCommand
    from typer._click import Context, HelpFormatter, Parameter

PLUGIN: Final = "--nagios"
"""What a plugin of a monitoring system is called with."""
PREFIX: Final = "Value error, "
"""What pydantic, which Typer has look at values, puts before reasons."""


class Command(TyperCommand):
    """A command whose help names arguments without their types, and ends with examples as they are typed: a line of
    them is never wrapped. Arguments that do not fit end it with the two lines of any other error."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """The arguments as values."""
        # asked before they are read, which takes them away
        is_plugin = PLUGIN in args and any(PLUGIN in parameter.opts for parameter in self.get_params(ctx))
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            raise refused(error, ctx, is_plugin=is_plugin) from None

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        """How it is called: what may be left out in brackets, what must be there bare."""
        pieces = [self.options_metavar or ""]
        for parameter in self.get_params(ctx):
            if isinstance(parameter, TyperArgument):
                name = parameter.display_name_raw
                pieces.append((name if parameter.required else f"[{name}]") + more(parameter))
        return pieces

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write what it takes: arguments, then options."""
        parts: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": []}
        for parameter in self.get_params(ctx):
            record = record_of(parameter, ctx)
            if record is not None:
                parts["Arguments" if isinstance(parameter, TyperArgument) else "Options"].append(record)
        for heading, records in parts.items():
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)

    def format_epilog(self, ctx: Context, formatter: HelpFormatter) -> None:  # noqa: ARG002 - as Typer calls it
        """Write examples below the options."""
        with formatter.section("Examples"):
            formatter.write(self.epilog or "")


class Commands(TyperGroup):
    """All commands: what is none of them, and no option beside them, is told as arguments of a command are."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """The arguments before and behind the command's name; help where there are none."""
        if not args:
            return super().parse_args(ctx, args)
        is_plugin = PLUGIN in args
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            raise refused(error, ctx, is_plugin=is_plugin) from None

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, AnyCommand | None, list[str]]:
        """The command that is meant, and what is left for it."""
        try:
            return super().resolve_command(ctx, args)
        except typer.TyperException as error:
            raise refused(error, ctx, is_plugin=PLUGIN in args) from None


def refused(error: typer.TyperException, context: Context, *, is_plugin: bool = False) -> typer.Exit:
    """Tell what is wrong with arguments, and where to look; the end of the command. To a monitoring system, whose
    plugin this is, a wrong command is no critical state, but an unknown one."""
    told = f"{unfit(error)}\n  {context.command_path} --help has what may be given."
    if is_plugin:
        return unknown(told)
    complain(told)
    return typer.Exit(USAGE)


def unfit(error: typer.TyperException) -> str:
    """What is wrong with arguments: which one first, where that is known."""
    parameter = error.param if isinstance(error, typer.BadParameter) and error.message else None
    if parameter is None:
        return sentence(error.format_message())
    name = parameter.display_name_raw if isinstance(parameter, TyperArgument) else " / ".join(parameter.opts)
    return f"{name}: {sentence(error.message.removeprefix(PREFIX))}"


def sentence(words: str) -> str:
    """Words of Typer as they stand in a message of ours."""
    line = " ".join(words.split())[:MOST_CHARS].rstrip(".")
    return line[:1].lower() + line[1:]


def record_of(parameter: Parameter, context: Context) -> tuple[str, str] | None:
    """How help names an option or argument, and what it says of it; None where it is not shown."""
    record = parameter.get_help_record(context)
    if record is None or not isinstance(parameter, TyperArgument):
        return record
    return parameter.display_name_raw + more(parameter), record[1]


def more(argument: TyperArgument) -> str:
    """What says that there may be several."""
    return "" if argument.nargs == 1 else "..."
