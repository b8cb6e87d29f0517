"""The command's entry: all subcommands."""

import atexit
import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final

import typer

from arpwatch_k8s import __version__
from arpwatch_k8s.cli import (
    analyze,
    capture,
    collect,
    compare,
    completing,
    evidence,
    explain,
    extcap,
    extract,
    history,
    lint,
    mcp,
    probe,
    report,
    show,
    timeline,
    watch,
)
from arpwatch_k8s.cli.arguments import Command, Commands
from arpwatch_k8s.cli.examples import Example, as_help

OBJECTS_BETWEEN_COLLECTIONS: Final = 300_000
"""Importing makes up to 260,000 objects, none of them garbage: looking for some at each 700 took 0.3 s, and once, near
the end, 0.06 s."""

HELP_COLUMNS: Final = 100
"""On a terminal that has them: what is said of options then is a screen."""

app = typer.Typer(
    name="arpwatch-k8s",
    cls=Commands,
    help="Who owned a Kubernetes LoadBalancer VIP when, who served it, and why the proxy in front saw errors.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # importing what draws frames around options takes longer than all the rest of --help
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": HELP_COLUMNS},
)


def show_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        typer.echo(f"arpwatch-k8s {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Who owned a Kubernetes LoadBalancer VIP when, who served it, and why the proxy in front saw errors."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A command: what runs it, and how its help shows it."""

    run: Callable[..., None]
    """Called as it is called."""
    examples: Sequence[Example]
    """What its help ends with."""
    settings: dict[str, bool] = field(default_factory=dict)
    """How its arguments are taken, where that is not as usual."""


OFFERED: Final = (
    Offered(analyze.analyze, analyze.EXAMPLES),
    Offered(report.report, report.EXAMPLES),
    Offered(timeline.timeline, timeline.EXAMPLES),
    Offered(explain.explain, explain.EXAMPLES),
    Offered(compare.compare, compare.EXAMPLES),
    Offered(evidence.evidence, evidence.EXAMPLES),
    Offered(show.show, show.EXAMPLES),
    Offered(capture.capture, capture.EXAMPLES),
    Offered(watch.watch, watch.EXAMPLES),
    Offered(probe.probe, probe.EXAMPLES),
    Offered(lint.lint, lint.EXAMPLES),
    Offered(collect.collect, collect.EXAMPLES),
    Offered(extract.extract, extract.EXAMPLES),
    Offered(history.history, history.EXAMPLES),
    Offered(extcap.extcap, extcap.EXAMPLES, extcap.LENIENT),
    Offered(mcp.mcp, mcp.EXAMPLES),
)
"""In the order in which they are listed."""

for each in OFFERED:
    app.command(cls=Command, epilog=as_help(each.examples), context_settings=each.settings)(each.run)


plugin = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": HELP_COLUMNS},
)
"""`collect` by itself."""
plugin.command(cls=Command, epilog=as_help(collect.EXAMPLES))(collect.collect)


def run() -> None:
    """Run the command line."""
    completing.join_what_bash_parted()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    atexit.register(gc.freeze)  # the interpreter's last collection would look at everything once more
    app()


def run_plugin() -> None:
    """Run `collect` as kubectl runs a plugin of its own."""
    plugin(prog_name=collect.PLUGIN)
