"""The tools of the field, in the order of the page: one more is its file and its name here."""

from __future__ import annotations

import os
from typing import Final

from tests.field import arpalert, arpwatch, ettercap, ours, tshark
from tests.field.tool import Given, Tool, found

TOOLS: Final = (ours.TOOL, arpwatch.TOOL, arpalert.TOOL, ettercap.TOOL, tshark.DUPLICATES, tshark.WARNINGS)


def missing(tool: Tool) -> str:
    """Why a tool cannot be run here; nothing where it can."""
    if found(tool.program) is None:
        return f"{tool.program} was not installed where this was run"
    if tool.given is Given.WIRE and os.geteuid() != 0:
        return "it has to hear the frames again, which needs root"
    return ""
