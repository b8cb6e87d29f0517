"""A call is a command in a process of its own: it can be ended, and what it takes and says is bounded."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import anyio
from anyio.abc import ByteReceiveStream, Process

from arpwatch_k8s.errors import ArpwatchError, InputError

CALL_S: Final = 120.0
"""How long a call may take."""
CPU_S: Final = 300
"""Processor time of it, should it not be ended otherwise, s."""
MEMORY_BYTES: Final = 4 << 30
MOST_BYTES: Final = 8 << 20
"""What it says, at most; the rest is left."""
MOST_COMPLAINT_BYTES: Final = 4 << 10
DONE, INCOMPLETE = 0, 4
"""Exit codes with an answer (cli/running.py)."""
LIMITS: Final = (
    (resource.RLIMIT_CPU, CPU_S),
    (resource.RLIMIT_DATA, MEMORY_BYTES),
    (resource.RLIMIT_CORE, 0),
)


class CallError(ArpwatchError):
    """A command gave no answer, and said why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command said."""

    text: str
    """Its output."""

    is_cut: bool
    """Whether it had more to say than is kept."""

    complaint: str
    """What it says of its input: cut short, corrupt; nothing where all is well."""


async def answer(arguments: Sequence[str], *, call_s: float = CALL_S, most_bytes: int = MOST_BYTES) -> Answer:
    """Run `arpwatch-k8s` with some arguments. CallError: it failed. InputError: it took too long."""
    # -P: what lies in a folder of evidence is no module
    argv = [sys.executable, "-P", "-m", "arpwatch_k8s", *arguments]
    process = await anyio.open_process(
        argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    said, complaint = bytearray(), bytearray()
    try:
        for limit, value in LIMITS:
            with suppress(ProcessLookupError, PermissionError):  # it is over, or bounded by less already
                resource.prlimit(process.pid, limit, (value, value))
        with anyio.fail_after(call_s):
            async with anyio.create_task_group() as both:
                both.start_soon(drain, process.stderr, complaint, MOST_COMPLAINT_BYTES)
                await drain(process.stdout, said, most_bytes)
            code = await process.wait()
    except TimeoutError as error:
        raise InputError(
            f"no answer within {call_s:g} s", fix="Name a smaller capture, or a part of it by its file."
        ) from error
    finally:
        end(process)
        with anyio.CancelScope(shield=True):
            await process.aclose()
    told = complaint.decode("utf-8", "replace").strip()
    if code not in (DONE, INCOMPLETE):
        what, _, fix = told.removeprefix("arpwatch-k8s: ").partition("\n")
        raise CallError(what or f"the command ended with {code}", fix=fix.strip() or "Try a smaller source.")
    text = said[:most_bytes].decode("utf-8", "replace")
    return Answer(text=text, is_cut=len(said) > most_bytes, complaint=told)


async def drain(stream: ByteReceiveStream | None, into: bytearray, most_bytes: int) -> None:
    """Read to the end; what is beyond `most_bytes` and a piece is let go of."""
    if stream is None:
        return
    async for piece in stream:
        if len(into) <= most_bytes:
            into += piece


def end(process: Process) -> None:
    """No process of the call outlives it."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
