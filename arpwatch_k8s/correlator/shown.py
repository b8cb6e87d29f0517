"""What rows show by themselves, whatever became of connections: worked out beside these, where there is much of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Final, NamedTuple

from arpwatch_k8s.correlator.ownership.claims import Claims, claims
from arpwatch_k8s.correlator.ownership.hosts import Host, capturing_hosts
from arpwatch_k8s.correlator.ownership.questions import QuestionRows, questions
from arpwatch_k8s.correlator.ownership.sightings import Key, SightingRows, used_sightings
from arpwatch_k8s.correlator.scene import Scene
from arpwatch_k8s.evidence.segment import Segment

MANY_ROWS: Final = 100_000
"""Rows from which on a thread is worth its while: it is mostly NumPy that works then, which lets others run."""


class Shown(NamedTuple):
    """What the rows of a scene show of its VIPs."""

    claims: dict[Key, Claims]
    """Who said that one is theirs."""
    asked: dict[Key, QuestionRows]
    """Who asked for one."""
    used: dict[Key, dict[int, SightingRows]]
    """Whom each sender (by its MAC) used."""
    hosts: dict[Segment, tuple[Host, ...]]
    """The hosts that captured each segment."""


def shown_by(scene: Scene) -> Shown:
    """What the rows of a scene show."""
    evidence, vips, inventory = scene.evidence, scene.vips, scene.inventory
    return Shown(
        claims=claims(evidence, vips, inventory),
        asked=questions(evidence, vips),
        used=used_sightings(evidence, vips, inventory),
        hosts=capturing_hosts(evidence, scene.vantages, vips),
    )


@contextmanager
def shown_beside(scene: Scene) -> Iterator[Callable[[], Shown]]:
    """What the rows of a scene show, when it is asked for; worked out meanwhile where they are many."""
    if len(scene.evidence) < MANY_ROWS:
        yield partial(shown_by, scene)
        return
    with ThreadPoolExecutor(1, thread_name_prefix="shown") as beside:
        yield beside.submit(shown_by, scene).result
