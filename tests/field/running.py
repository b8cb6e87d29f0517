"""Runs a tool that reads files, with nothing of the network in reach: some would ask for the names of addresses."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import Final

from tests.field import cost
from tests.field.alarm import Alarm, Start
from tests.field.cost import Cost
from tests.field.tool import Job, Tool, environment
from tests.metamorphic.recording import Recording

WITHIN_S: Final = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What one tool made of one capture."""

    alarms: tuple[Alarm, ...] = ()
    """What it said, in its order."""
    cost: Cost | None = None
    """What it took; None where that was not measured."""
    abstained: bool = False
    """Whether it said itself that it cannot tell."""
    unread: str = ""
    """Why it could not be given the capture; nothing where it could."""


def secluded() -> list[str]:
    """What a command runs under so that it reaches no network; in a namespace of users, too, where we are not root."""
    return ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]


def read(tool: Tool, job: Job, recording: Recording) -> Heard:
    """Have a tool read a capture. RuntimeError: it did not end as it ends where it has read one."""
    done = subprocess.run(
        [*secluded(), *cost.measured(tool.command(job), job.folder)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(tool),
        timeout=WITHIN_S,
        check=False,
    )
    output = (done.stdout + done.stderr).decode("utf-8", errors="replace")
    if done.returncode not in tool.well:
        raise RuntimeError(f"{tool.name} ended with {done.returncode} on {job.capture}:\n{output[-2000:]}")
    if done.returncode and not output.strip():
        return Heard(unread="it ends at once, without a word")
    first = recording.start / 1e9
    found = tool.alarms(output, Start(frame_s=first, played_s=first))
    return Heard(alarms=tuple(found), cost=cost.told(job.folder), abstained=tool.abstains(output))
