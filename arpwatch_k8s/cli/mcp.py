"""`arpwatch-k8s mcp`: tools for agents, over standard input and output."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from arpwatch_k8s.cli.examples import Example
from arpwatch_k8s.cli.options import Debug
from arpwatch_k8s.cli.running import DONE, reporting
from arpwatch_k8s.errors import UsageError

EXAMPLES: Final = (Example("captures and cases of one folder", "mcp --root /srv/captures"),)


def mcp(
    root: Annotated[str, typer.Option("--root", metavar="DIR", help="Read nothing but what is in this folder.")],
    debug: Debug = False,
) -> None:
    """Serve read-only tools to an agent by the Model Context Protocol, over standard input and output."""
    with reporting(quiet=True, debug=debug):
        try:
            from arpwatch_k8s.agents.server import served
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in ("mcp", "anyio", "pydantic"):
                raise
            raise UsageError("this needs mcp, which is not installed", fix="pip install 'arpwatch-k8s[mcp]'") from error
        from arpwatch_k8s.agents.root import Root

        served(Root(root)).run("stdio")
    raise typer.Exit(DONE)
