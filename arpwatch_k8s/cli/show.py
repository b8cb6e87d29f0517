"""`arpwatch-k8s show`: one frame as Wireshark dissects it, or as it was printed."""

from __future__ import annotations

import sys
from typing import Annotated, Final

import typer

from arpwatch_k8s.cli import interrupts, rights
from arpwatch_k8s.cli.examples import Example
from arpwatch_k8s.cli.options import Debug
from arpwatch_k8s.cli.running import reporting

EXAMPLES: Final = (Example("a frame that a finding cites", "show proxy.pcapng 844"),)


def show(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A savefile.")],
    frame: Annotated[
        int,
        typer.Argument(
            metavar="FRAME", help="The frame's number, as Wireshark numbers it; the line of one that was printed."
        ),
    ],
    debug: Debug = False,
) -> None:
    """Show Wireshark's dissection of one frame (needs tshark), or the lines of one that was printed."""
    with reporting(debug=debug):
        rights.prepare()
        from arpwatch_k8s.dissection import dissect
        from arpwatch_k8s.wording.plain import plain_lines

        rights.lessen(writes=False)
        interrupts.as_exceptions()
        sys.stdout.write(plain_lines(dissect(source, frame)))
