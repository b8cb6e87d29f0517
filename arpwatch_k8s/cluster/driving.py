"""Work handed out and taken back, whoever is lost meanwhile.

A worker that ends takes others' work with it, as an executor cannot say whose fault it was: what was under way is then
done by itself, one job after the other. That whose worker ends once more is to blame, and fails alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, Generic, Protocol, TypeVar

from arpwatch_k8s.cluster.crews import Crew, Lost

ENDED: Final = "the process that read it was ended, twice (no memory left? see the kernel's log)"


class Job(Protocol):
    """Something to be done, as it goes to a worker."""

    @property
    def name(self) -> str:
        """What it is about, for messages."""


JobT = TypeVar("JobT", bound=Job)
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """What was not done, by the name of its job."""

    path: str
    why: str
    no_room: bool = False
    """Whether it is the data set that cannot be written, which ends all."""


@dataclass(slots=True)
class Ran(Generic[Done]):
    """What became of some jobs."""

    done: list[Done] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    not_begun: int = 0
    """Jobs that nobody was asked to do, as the work ended before."""
    lost: str = ""
    """Why nobody was left to do them."""


@dataclass(slots=True)
class Drive(Generic[JobT, Done]):
    """Jobs on a crew.

    work: does one, in a worker; keep_going: whether a failure leaves the others to be done; told: is called with each
    job that has an outcome.
    """

    crew: Crew
    work: Callable[[JobT], Done | Failed]
    keep_going: bool
    told: Callable[[JobT], None]
    coming: Iterator[JobT] = field(default_factory=lambda: iter(()))
    """Jobs that nobody has asked for yet: one is made when it is to be handed out."""
    waiting: deque[JobT] = field(default_factory=deque)
    suspects: deque[JobT] = field(default_factory=deque)
    """Jobs that were under way when a worker ended, each to be done by itself."""
    running: dict[Future[Done | Failed], JobT] = field(default_factory=dict)
    ran: Ran[Done] = field(default_factory=Ran)
    alone: bool = False
    """Whether a suspect is under way."""

    def run(self, jobs: Iterable[JobT]) -> Ran[Done]:
        """What becomes of the jobs. Exceptions that a job has no words for are raised, once those under way ended."""
        self.coming = iter(jobs)
        try:
            while self._is_waiting() or self.suspects or self.running:
                if self._hand_out():
                    finished, _ = wait(self.running, return_when=FIRST_COMPLETED)
                    lost = [job for job in map(self._take_back, finished) if job is not None]
                    if not lost:
                        continue
                    self._suspect(lost)
                self.crew.renew()
        except Lost as error:
            self.ran.lost = str(error)
        self.ran.not_begun += len(self.running)
        self._give_up()
        return self.ran

    def _is_waiting(self) -> bool:
        """Whether there is a job to be handed out."""
        if not self.waiting:
            self.waiting.extend(islice(self.coming, 1))
        return bool(self.waiting)

    def _give_up(self) -> None:
        """Count what is not handed out, and leave it."""
        self.ran.not_begun += len(self.waiting) + len(self.suspects) + sum(1 for _ in self.coming)
        self.waiting.clear()
        self.suspects.clear()

    def _hand_out(self) -> bool:
        """Give out as much as is to be under way at once; whether whoever takes it is there."""
        if self.suspects and not self.running:
            self.alone = True
            return self._submit(self.suspects)
        while not self.suspects and self._is_waiting() and len(self.running) < self.crew.most:
            self.alone = False
            if not self._submit(self.waiting):
                self._suspect([])
                return False
        return True

    def _submit(self, jobs: deque[JobT]) -> bool:
        """Hand out the next of some jobs; whether it was taken."""
        try:
            future = self.crew.executor.submit(self.work, jobs[0])
        except self.crew.broken:
            return False
        self.running[future] = jobs.popleft()
        return True

    def _take_back(self, future: Future[Done | Failed]) -> JobT | None:
        """Note the outcome of a job; the job itself where its worker ended."""
        job = self.running.pop(future)
        try:
            outcome = future.result()
        except self.crew.broken:
            if not self.alone:
                return job
            self.suspects.appendleft(job)  # where nobody is left, it was not to blame
            self.crew.renew()
            outcome = Failed(path=self.suspects.popleft().name, why=ENDED)
        self.told(job)
        if not isinstance(outcome, Failed):
            self.ran.done.append(outcome)
            return None
        self.ran.failed.append(outcome)
        if outcome.no_room or not self.keep_going:
            self._give_up()
        return None

    def _suspect(self, lost: list[JobT]) -> None:
        """All that was under way may have ended its worker."""
        self.suspects.extend([*lost, *self.running.values()])
        self.running.clear()
