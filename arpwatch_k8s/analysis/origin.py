"""Where evidence came from, and what came beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from arpwatch_k8s.capture.source import Source
from arpwatch_k8s.diagnosis.case import NO_SETTINGS
from arpwatch_k8s.evidence.endpoint import ENDPOINT, EndpointRows
from arpwatch_k8s.evidence.flow import FLOW, FlowRows
from arpwatch_k8s.evidence.presence import PRESENCE, PresenceRows
from arpwatch_k8s.lint.linted import Linted
from arpwatch_k8s.logs.event import Log
from arpwatch_k8s.savefile.info import CaptureInfo, Skipped


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Origin:
    """What an analysis takes besides rows of evidence."""

    captures: Sequence[CaptureInfo] = ()
    """What each capture was and lost."""
    sources: Sequence[Source] = ()
    """What the captures were read from, where they can be read again."""
    skipped: Sequence[Skipped] = ()
    """What folders held beside captures."""
    flows: FlowRows = field(default_factory=lambda: np.zeros(0, FLOW))
    """What connections of VIPs carried."""
    endpoints: EndpointRows = field(default_factory=lambda: np.zeros(0, ENDPOINT))
    """How many connections each address was asked for, minute by minute, VIP or not."""
    presence: PresenceRows = field(default_factory=lambda: np.zeros(0, PRESENCE))
    """When each MAC was heard by frames that are no evidence."""
    logs: Sequence[Log] = ()
    """Lines of logs and listings."""
    settings: Linted = NO_SETTINGS
    """What was found in settings beside them, by files' short names."""
    settings_paths: Mapping[str, str] = field(default_factory=dict)
    """The paths of these files, by these names."""
    asked_for: Sequence[str] = ()
    """The VIPs that were asked for, as texts."""
    vips_left: int = 0
    """How many more addresses behave like VIPs than are looked at."""
