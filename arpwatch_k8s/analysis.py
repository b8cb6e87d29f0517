"""Analysis: the plain record of all results of a run, and how it comes about from loaded captures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from arpwatch_k8s.capture.files import Loaded
from arpwatch_k8s.capture.info import CaptureInfo
from arpwatch_k8s.correlator import vips as vip_discovery
from arpwatch_k8s.correlator.correlate import VipRecord, correlate
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.diagnose import diagnose
from arpwatch_k8s.diagnosis.finding import Verdict
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.inventory import Given, Inventory, learn
from arpwatch_k8s.thresholds import DEFAULTS, Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Everything that a run found out. `start`, `end`: first and last frame's time, ns UTC, None without frames."""

    evidence: Evidence
    captures: tuple[CaptureInfo, ...]
    inventory: Inventory
    vips: tuple[VipRecord, ...]
    verdict: Verdict
    start: int | None
    end: int | None
    thresholds: Thresholds


def analyze(
    loaded: Loaded,
    *,
    vips: Sequence[str] = (),
    nodes: Sequence[Given] = (),
    thresholds: Thresholds = DEFAULTS,
) -> Result:
    """Correlate and judge loaded captures. `vips` are texts, discovered where none are given.

    UsageError: a given VIP is no address.
    """
    evidence = loaded.evidence
    try:
        codes, missing = vip_discovery.chosen(evidence, vips)
    except ValueError as error:
        raise UsageError(
            f"--vip: {error}", fix="Give an IPv4 or IPv6 address, for example --vip 192.0.2.80."
        ) from error
    inventory = learn(evidence, codes, nodes)
    times = [time for info in loaded.captures for time in (info.first_ns, info.last_ns) if time is not None]
    start, end = (min(times), max(times)) if times else (None, None)
    records = correlate(evidence, codes, inventory, end or 0, thresholds)
    case = Case(
        vips=records,
        inventory=inventory,
        evidence=evidence,
        captures=loaded.captures,
        missing_vips=tuple(missing),
        start=start,
        end=end,
        thresholds=thresholds,
    )
    return Result(
        evidence=evidence,
        captures=loaded.captures,
        inventory=inventory,
        vips=records,
        verdict=diagnose(case),
        start=start,
        end=end,
        thresholds=thresholds,
    )
