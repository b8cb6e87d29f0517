"""What is expected of a scenario, in the words of its own truth: a remake may have other addresses and another load."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import Any

from tests.conftest import REPO
from tests.scenarios.truths import truth_of

Expected = dict[str, Any]
ROLES = ("proxy", "other", "router")
"""Hosts that are no nodes, and go by their addresses."""
COUNTED = ("outcomes", "symptoms")
"""Tables whose ranges grow with the load."""


def expected_of(folder: Path) -> Expected:
    """A scenario's expected.toml, which was written for the committed capture, for the one in the folder."""
    written = tomllib.loads((folder / "expected.toml").read_text())
    committed = REPO / "captures" / folder.name
    if not committed.is_dir():
        return written
    here, there = truth_of(committed), truth_of(folder)
    return loaded(translated(written, addresses(here, there)), there.get("load", 1.0))


def addresses(here: dict[str, Any], there: dict[str, Any]) -> dict[str, str]:
    """The addresses of one truth by those of another: VIPs by their order, hosts by what they are."""
    known = dict(zip(here["vips"], there["vips"], strict=True))
    return known | {here[role][0]: there[role][0] for role in ROLES if role in here}


def translated(value: Any, known: dict[str, str]) -> Any:  # noqa: ANN401 - what a TOML document consists of
    """A document with other addresses."""
    if isinstance(value, dict):
        return {name: translated(part, known) for name, part in value.items()}
    if isinstance(value, list):
        return [translated(part, known) for part in value]
    return known.get(value, value) if isinstance(value, str) else value


def loaded(expected: Expected, load: float) -> Expected:
    """What is expected at another load: as many times more, or less."""
    if load == 1.0:
        return expected
    stories = [loaded(story, load) for story in expected.get("also", ())]
    counts = {
        table: {name: scaled(span, load) for name, span in expected[table].items()}
        for table in COUNTED
        if table in expected
    }
    return {**expected, **counts, **({"also": stories} if stories else {})}


def scaled(span: int | list[int], load: float) -> list[int]:
    """A range of counts at another load; what must not be must not be at any."""
    low, high = span if isinstance(span, list) else (span, span)
    return [math.floor(low * min(1.0, load)), math.ceil(high * max(1.0, load))]
