"""Who does the work: any executor of `concurrent.futures`, and what is to be done where it breaks."""

from __future__ import annotations

import os
import signal
from concurrent.futures import BrokenExecutor, CancelledError, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from logging import CRITICAL, getLogger
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TYPE_CHECKING, Final, Protocol

from arpwatch_k8s.errors import InputError, UsageError

if TYPE_CHECKING:
    from distributed import Client

AHEAD: Final = 2
"""Jobs that are handed out for each worker: none waits for the next one."""
BETWEEN_QUESTIONS: Final = 50
"""Jobs between two questions for how many workers there are, which takes a millisecond."""
TO_CONNECT_S: Final = 10


class Lost(Exception):  # noqa: N818 - no error of this program's: it ends the work, not the run
    """Nobody is left to do the work."""


class Crew(Protocol):
    """Workers."""

    @property
    def executor(self) -> Executor:
        """Takes work."""

    @property
    def most(self) -> int:
        """Jobs to hand out at once."""

    @property
    def broken(self) -> tuple[type[BaseException], ...]:
        """What a future raises whose worker ended, or whose executor did."""

    def renew(self) -> None:
        """Workers in place of those that ended. Lost: there are none."""

    def close(self) -> None:
        """Let all go; what is not begun is not done."""


@dataclass(slots=True)
class Threads:
    """Threads of this process: the scan lets others run."""

    count: int
    executor: Executor = field(init=False)
    broken: tuple[type[BaseException], ...] = (BrokenExecutor, CancelledError)

    def __post_init__(self) -> None:
        self.renew()

    @property
    def most(self) -> int:
        """As many as there are threads, and those ahead."""
        return AHEAD * self.count

    def renew(self) -> None:
        """New threads."""
        self.executor = ThreadPoolExecutor(self.count, thread_name_prefix="extract")

    def close(self) -> None:
        """Wait for what is begun."""
        self.executor.shutdown(cancel_futures=True)


@dataclass(slots=True)
class Processes(Threads):
    """Processes of this machine, which have nothing of this one's: begun anew, not forked off its threads."""

    def renew(self) -> None:
        """New processes."""
        self.executor = ProcessPoolExecutor(self.count, mp_context=get_context("spawn"), initializer=begin)


def begin() -> None:
    """A process of a crew: Ctrl-C is for who hands out the work, and without whom it ends, even if that was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=end_with_parent, name="parent", daemon=True).start()


def end_with_parent() -> None:
    """End this process as soon as the one is gone that began it."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class Scheduler:
    """The workers of a Dask cluster that runs. UsageError: `distributed` is not installed, or nobody is there."""

    def __init__(self, address: str) -> None:
        if find_spec("distributed") is None:
            raise UsageError(
                "a cluster needs the package distributed, which is not installed",
                fix="pip install 'arpwatch-k8s[cluster]'",
            )
        from distributed import Client, KilledWorker

        # what it says of a scheduler that is gone is a page, and is said here in a line
        getLogger("distributed").setLevel(CRITICAL)
        try:
            self._client: Client = Client(address, timeout=TO_CONNECT_S, set_as_default=False)
        except (OSError, ValueError) as error:
            raise InputError(f"--scheduler {address}: {error}", fix="Check that dask-scheduler runs there.") from error
        self._address = address
        self._asked = self._threads = 0
        self.executor: Executor = self._client.get_executor(pure=False, retries=1)
        self.broken: tuple[type[BaseException], ...] = (CancelledError, BrokenExecutor, KilledWorker)

    @property
    def most(self) -> int:
        """As many as the cluster has threads, and those ahead; workers may come and go."""
        if self._asked % BETWEEN_QUESTIONS == 0:
            with suppress(OSError):  # that it is gone is told by what it was to do
                threads: dict[str, int] = self._client.ncores()
                self._threads = sum(threads.values())
        self._asked += 1
        return AHEAD * max(1, self._threads)

    def renew(self) -> None:
        """The cluster looks after its workers itself: it is there or not. Lost: it is not."""
        if self._client.status != "running":
            raise Lost(f"the scheduler at {self._address} is gone")

    def close(self) -> None:
        """Leave the cluster; it goes on."""
        self._client.close(timeout=TO_CONNECT_S)
