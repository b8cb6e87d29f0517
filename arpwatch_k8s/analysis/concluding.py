"""What was loaded to a result: all that judges is imported here, so that a command can read before it has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from arpwatch_k8s.analysis.analyzer import Analyzer
from arpwatch_k8s.analysis.given import number_of
from arpwatch_k8s.analysis.origin import Origin
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.capture.parts import Loaded
from arpwatch_k8s.diagnosis.case import NO_SETTINGS
from arpwatch_k8s.inventory import Known
from arpwatch_k8s.lint.linted import Linted
from arpwatch_k8s.logs.event import Log
from arpwatch_k8s.thresholds import DEFAULTS, Thresholds


def conclude(
    loaded: Loaded,
    *,
    given: Sequence[str] = (),
    known: Known = Known(),  # noqa: B008 - frozen
    logs: Sequence[Log] = (),
    settings: Linted = NO_SETTINGS,
    settings_paths: Mapping[str, str] = MappingProxyType({}),
    thresholds: Thresholds = DEFAULTS,
) -> Result:
    """Correlate what was loaded, and come to a verdict on it; `given` are the VIPs that were asked for."""
    vips = [number_of(text) for text in given] or list(loaded.vips or ())
    analyzer = Analyzer(vips, known=known, thresholds=thresholds)
    analyzer.feed(loaded.evidence)
    origin = Origin(
        captures=loaded.captures,
        sources=loaded.sources,
        skipped=loaded.skipped,
        flows=loaded.flows,
        endpoints=loaded.endpoints,
        presence=loaded.presence,
        logs=logs,
        settings=settings,
        settings_paths=settings_paths,
        asked_for=given,
        vips_left=loaded.vips_left,
    )
    return analyzer.snapshot(origin)
