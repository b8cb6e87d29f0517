"""`arpwatch-k8s lint`: settings that lead to trouble, before they do."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from arpwatch_k8s.cli.options import Debug, Quiet
from arpwatch_k8s.cli.running import DONE, reporting


def lint(
    path: Annotated[
        list[str],
        typer.Argument(metavar="PATH", help="Inventories, manifests, settings; folders and archives of them."),
    ],
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Hold settings against each other: what breaks a VIP, before it does."""
    with reporting(quiet=quiet, debug=debug):
        from arpwatch_k8s.lint.formats.text import text
        from arpwatch_k8s.lint.linting import lint as linted
        from arpwatch_k8s.lint.loading import load

        loaded = load(path)
        sys.stdout.write(text(linted(loaded.files, loaded.skipped)))
    raise typer.Exit(DONE)
