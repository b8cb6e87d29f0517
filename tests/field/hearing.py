"""Has tools that only listen hear a capture again, between two namespaces, each frame in its turn at its time.

All of them listen at once at one end, each with sockets of its own; what was cut off of a frame is sent as zeros, so
that it is as long as it was. The wire has nothing else on it.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from arpwatch_k8s.wire import link
from tests.field import cost
from tests.field.alarm import Start
from tests.field.running import Heard
from tests.field.tool import Job, Tool, environment
from tests.live.namespaces import INTERFACE, inside, pair
from tests.metamorphic.recording import Recording

BEGINS_WITHIN_S: Final = 30.0
ENDS_WITHIN_S: Final = 20.0
LOOK_S: Final = 0.05
LINGERS_S: Final = 1.0
"""How long it is waited behind the last frame."""
LONGEST: Final = 1514
"""What the wire takes: longer frames are what a capturing host put together from several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """A tool that listens."""

    tool: Tool
    process: subprocess.Popen[bytes]
    output: Path
    """What it has said."""
    folder: Path
    """Where it leaves what it took."""

    def said(self) -> str:
        """All that it has said until now."""
        return self.output.read_text(encoding="utf-8", errors="replace")

    def end(self) -> None:
        """Interrupt it and whatever it runs in: GNU time takes no notice, and tells what it took."""
        signal_group(self.process, signal.SIGINT)
        self.process.wait(ENDS_WITHIN_S)


def hear(tools: Mapping[Tool, Job], recording: Recording) -> dict[Tool, Heard]:
    """What each tool says of a capture."""
    if any(kind != link.ETHERNET for kind in recording.linktypes):
        return {tool: Heard(unread="its frames are cooked: no wire takes them") for tool in tools}
    with pair() as both, ExitStack() as stack:
        listeners = [
            stack.enter_context(listening(tool, replace(job, interface=INTERFACE), both.here))
            for tool, job in tools.items()
        ]
        played_s = time.time()
        play(recording, both.there)
        time.sleep(LINGERS_S)
        for listener in listeners:
            listener.end()
        start = Start(frame_s=recording.start / 1e9, played_s=played_s)
        return {
            one.tool: Heard(alarms=tuple(one.tool.alarms(one.said(), start)), cost=cost.told(one.folder))
            for one in listeners
        }


@contextmanager
def listening(tool: Tool, job: Job, namespace: str) -> Iterator[Listener]:
    """A tool that listens while the context lasts. RuntimeError: it does not begin to."""
    path = job.folder / "output.txt"
    with path.open("wb") as output:
        process = subprocess.Popen(
            ["ip", "netns", "exec", namespace, *cost.measured(tool.command(job), job.folder)],
            stdin=subprocess.PIPE,  # open, and silent: one of them reads without end from a file that has ended
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment(tool),
            start_new_session=True,
        )
    listener = Listener(tool=tool, process=process, output=path, folder=job.folder)
    try:
        ends = time.monotonic() + BEGINS_WITHIN_S
        while tool.ready not in listener.said():
            if process.poll() is not None or time.monotonic() > ends:
                raise RuntimeError(f"{tool.name} does not begin to listen:\n{listener.said()[-2000:]}")
            time.sleep(LOOK_S)
        yield listener
    finally:
        if process.poll() is None:
            signal_group(process, signal.SIGKILL)
        process.communicate()


def signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Tell a process, and all that it has begun."""
    os.killpg(process.pid, number)


def play(recording: Recording, namespace: str) -> None:
    """Put a capture's frames on a wire, each at its time."""
    with inside(namespace), socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as mouth:
        mouth.bind((INTERFACE, 0))
        begun = time.monotonic()
        for frame in recording.frames:
            wait = begun + (frame.time_ns - recording.start) / 1e9 - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            mouth.send(frame.data.ljust(min(frame.length, LONGEST), b"\0")[:LONGEST])
