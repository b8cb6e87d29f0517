"""A tool of the field: how it is run, what it is made for, and how its words are taken."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tests.conftest import SEARCH_PATH
from tests.field.alarm import Alarm, Start


class Given(StrEnum):
    """How a capture comes to a tool."""

    FILE = "reads the file"
    WIRE = "hears the frames again, at their own pace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One run over one capture."""

    capture: Path
    """The savefile; the first of a scenario that has several."""
    vips: tuple[str, ...]
    """The VIPs, where a capture cannot show which they are; else none."""
    folder: Path
    """An empty folder for what the tool needs, and for what it leaves."""
    interface: str = ""
    """Where it listens, if it hears frames."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tool:
    """One contender."""

    name: str
    """What it is called in tables."""
    program: str
    """What must be installed for it."""
    made_for: str
    """What its own documentation says that it is for."""
    how: str
    """How it is run, with the options that matter, for the page."""
    alarming: str
    """Which of its messages count as alarms, and which do not, for the page."""
    given: Given
    """Whether it reads the file or has to hear the frames."""
    version: Callable[[], str]
    """What it says of its version."""
    command: Callable[[Job], list[str]]
    """The command; it may write what it needs into the job's folder."""
    alarms: Callable[[str, Start], list[Alarm]]
    """What its output says."""
    abstains: Callable[[str], bool] = lambda _: False
    """Whether it says that it cannot tell, in its output; a monitor never does."""
    ready: str = ""
    """Of one that listens: what it prints once it does."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables that it needs."""
    well: tuple[int, ...] = (0,)
    """Exit codes with which it ends where it has read a file, whole or cut short."""
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The causes that each kind of message names, for the page."""


def found(program: str) -> str | None:
    """Where a program is."""
    return sys.executable if program == sys.executable else shutil.which(program, path=SEARCH_PATH)


def environment(tool: Tool) -> dict[str, str]:
    """What a tool is run with: English words, and times in UTC."""
    return {**os.environ, "PATH": SEARCH_PATH, "LC_ALL": "C", "TZ": "UTC", **tool.environment}
