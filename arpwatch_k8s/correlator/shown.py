"""What rows show by themselves, whatever became of connections: to be worked out beside these."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from arpwatch_k8s.correlator.ownership.claims import Claims, claims
from arpwatch_k8s.correlator.ownership.hosts import Host, capturing_hosts
from arpwatch_k8s.correlator.ownership.questions import QuestionRows, questions
from arpwatch_k8s.correlator.ownership.sightings import (
    Key,
    SightingRows,
    serving_sightings,
    used_sightings,
)
from arpwatch_k8s.correlator.places import named_on_link
from arpwatch_k8s.correlator.scene import Scene
from arpwatch_k8s.evidence.segment import Segment


class Shown(NamedTuple):
    """What the rows of a scene show of its VIPs."""

    claims: dict[Key, Claims]
    """Who said that one is theirs."""
    asked: dict[Key, QuestionRows]
    """Who asked for one."""
    used: dict[Key, dict[int, SightingRows]]
    """Whom each sender (by its MAC) used."""
    answered: dict[Key, SightingRows]
    """Who answered SYNs."""
    on_link: set[Key]
    """Those that ARP, neighbor discovery or a redirect names."""
    hosts: dict[Segment, tuple[Host, ...]]
    """The hosts that captured each segment."""


def shown_by(scene: Scene) -> Shown:
    """What the rows of a scene show."""
    evidence, vips, inventory = scene.evidence, scene.vips, scene.inventory
    return Shown(
        claims=claims(evidence, vips, inventory),
        asked=questions(evidence, vips),
        used=used_sightings(evidence, vips, inventory),
        answered=serving_sightings(evidence, vips, inventory),
        on_link=named_on_link(evidence, np.array(sorted(vips), np.int32)),
        hosts=capturing_hosts(evidence, scene.vantages, vips),
    )
