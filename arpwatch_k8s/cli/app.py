"""The command's entry: all subcommands."""

import atexit
import gc
from typing import Annotated, Final

import typer

from arpwatch_k8s import __version__
from arpwatch_k8s.cli.analyze import analyze
from arpwatch_k8s.cli.capture import capture
from arpwatch_k8s.cli.collect import PLUGIN, collect
from arpwatch_k8s.cli.compare import compare
from arpwatch_k8s.cli.evidence import evidence
from arpwatch_k8s.cli.explain import explain
from arpwatch_k8s.cli.extcap import LENIENT, extcap
from arpwatch_k8s.cli.extract import extract
from arpwatch_k8s.cli.history import history
from arpwatch_k8s.cli.lint import lint
from arpwatch_k8s.cli.mcp import mcp
from arpwatch_k8s.cli.probe import probe
from arpwatch_k8s.cli.report import report
from arpwatch_k8s.cli.show import show
from arpwatch_k8s.cli.timeline import timeline
from arpwatch_k8s.cli.watch import watch

OBJECTS_BETWEEN_COLLECTIONS: Final = 200_000
"""Importing makes objects by the ten thousand, none of them garbage: looking for some at each 700 took 0.3 s."""

app = typer.Typer(
    name="arpwatch-k8s",
    help="Who owned a Kubernetes LoadBalancer VIP when, who served it, and why the proxy in front saw errors.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # importing what draws frames around options takes longer than all the rest of --help
    context_settings={"help_option_names": ["-h", "--help"]},
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


app.command()(analyze)
app.command()(report)
app.command()(timeline)
app.command()(explain)
app.command()(compare)
app.command()(evidence)
app.command()(show)
app.command()(capture)
app.command()(watch)
app.command()(probe)
app.command()(lint)
app.command()(collect)
app.command()(extract)
app.command()(history)
app.command(context_settings=LENIENT)(extcap)
app.command()(mcp)


plugin = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
"""`collect` by itself."""
plugin.command()(collect)


def run() -> None:
    """Run the command line."""
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    atexit.register(gc.freeze)  # the interpreter's last collection would look at everything once more
    app()


def run_plugin() -> None:
    """Run `collect` as kubectl runs a plugin of its own."""
    plugin(prog_name=PLUGIN)
