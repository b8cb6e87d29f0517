"""Who does the work of many captures, as the options say it: processes of this machine, or a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from arpwatch_k8s.errors import UsageError

if TYPE_CHECKING:
    from arpwatch_k8s.cluster.crews import Crew

Workers = Annotated[
    int | None,
    typer.Option("--workers", metavar="N", min=1, help="Processes; as many as processors where not given."),
]
Scheduled = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="A Dask cluster that runs, instead: tcp://host:8786."),
]


def crew(workers: int | None, scheduler: str | None) -> Callable[[], Crew]:
    """Who does the work. UsageError: both are given."""
    if workers is not None and scheduler is not None:
        raise UsageError("--workers are this machine's, --scheduler has its own", fix="Give one of them.")

    def made() -> Crew:
        from arpwatch_k8s.capture.parallel import processors
        from arpwatch_k8s.cluster import Processes, Scheduler

        return Processes(workers or processors()) if scheduler is None else Scheduler(scheduler)

    return made
