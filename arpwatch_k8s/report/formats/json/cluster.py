"""Which node the cluster's programs said held each VIP, whether or not any frame shows the VIP."""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.report.formats.json.fields import Fields, named, objects
from arpwatch_k8s.report.tables.ownership.beliefs import BELIEFS, Belief, beliefs
from arpwatch_k8s.wording.value import JsonValue

BELIEF: Final[Fields[Belief]] = named(BELIEFS.columns, *(column.name for column in BELIEFS.columns))


def cluster(result: Result) -> list[JsonValue]:
    """Beliefs, dated or not; `start_width` is in nanoseconds."""
    return objects(BELIEF, beliefs(result))
