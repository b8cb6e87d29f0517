"""What can be read but once, several at a time: captures that are being taken on some hosts.

Each has a thread of its own. Ctrl-C reaches none of them, so that it rings a bell which all hear while they wait: each
ends as the only one would, with what it has. It raises nothing in the thread that began them: an exception there may
come before all are begun, or before the bell rang, and who waits for them to end would do so for ever.
"""

from __future__ import annotations

import io
import os
import select
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Final, Protocol, Self, TypeVar

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.savefile.raw import Breaks

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MOST: Final = 256
"""At one time: each takes a thread, and 20 MB."""

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")


class Bell:
    """Once it rings, its descriptor is readable, and stays so."""

    def __init__(self) -> None:
        self.descriptor, self._rope = os.pipe()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self.descriptor)
        os.close(self._rope)

    def ring(self) -> None:
        """Say that it is over."""
        os.write(self._rope, b".")


@contextmanager
def rung_by_interrupt(bell: Bell) -> Iterator[None]:
    """While entered, Ctrl-C rings a bell, and the next one does what it did before. Where it is ignored it stays so;
    threads other than the main one get none."""
    before = signal.getsignal(signal.SIGINT)
    if not callable(before) or current_thread() is not main_thread():
        yield
        return

    def ring(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        bell.ring()

    signal.signal(signal.SIGINT, ring)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class HasDescriptor(Protocol):
    """A source that can be waited for."""

    def fileno(self) -> int:
        """Its descriptor."""

    def readinto(self, buffer: WriteableBuffer, /) -> int | None:
        """Fill the buffer as far as bytes are there; 0 at the end, None where none are there yet."""

    def close(self) -> None:
        """Let go of it."""


class Attentive(io.RawIOBase):
    """A source that is waited for no longer once a bell rings: then reading it raises KeyboardInterrupt, as Ctrl-C
    does where it is read alone."""

    def __init__(self, raw: HasDescriptor, bell: int) -> None:
        super().__init__()
        self._raw = raw
        self._bell = bell
        self._waiting = select.poll()
        self._waiting.register(raw.fileno(), select.POLLIN)
        self._waiting.register(bell, select.POLLIN)

    @property
    def broken(self) -> str:
        """How the source ended before its end; empty where it did not."""
        return self._raw.broken if isinstance(self._raw, Breaks) else ""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """What is there, waiting for some; 0 at the end."""
        while True:
            if self._bell in [descriptor for descriptor, _ in self._waiting.poll()]:
                raise KeyboardInterrupt
            got = self._raw.readinto(buffer)
            if got is not None:
                return got

    def close(self) -> None:
        """Let go of the source."""
        self._raw.close()
        super().close()


def together(work: Callable[[Task, int | None], Outcome], tasks: Sequence[Task]) -> list[Outcome]:
    """What `work` makes of each task, in the order of the tasks, all at once: it gets the descriptor of a bell, None
    where the task is alone, which this thread does.

    A failure ends all, and is raised. UsageError: there are too many.
    """
    if len(tasks) > MOST:
        raise UsageError(
            f"{len(tasks)} pipes and connections, at most {MOST} are read at one time",
            fix="Save some of them to files, and give those.",
        )
    if len(tasks) <= 1:
        return [work(task, None) for task in tasks]
    with Bell() as bell, rung_by_interrupt(bell), ThreadPoolExecutor(len(tasks), thread_name_prefix="pipe") as pool:
        try:
            futures = [pool.submit(work, task, bell.descriptor) for task in tasks]
            wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            bell.ring()  # leaving the pool waits for all that were begun
    failures = [error for future in futures if (error := future.exception())]
    if failures:
        raise next((error for error in failures if isinstance(error, Exception)), failures[0])
    return [future.result() for future in futures]
