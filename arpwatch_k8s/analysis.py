"""Analysis: the plain record of all results of a run, and how it comes about from loaded captures."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from arpwatch_k8s.capture.files import Loaded, load
from arpwatch_k8s.capture.info import CaptureInfo
from arpwatch_k8s.capture.progress import Progress
from arpwatch_k8s.capture.sources import Skipped
from arpwatch_k8s.correlator.correlate import VipRecord, correlate
from arpwatch_k8s.correlator.vips import discover
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.diagnose import diagnose
from arpwatch_k8s.diagnosis.finding import Verdict
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.addresses import NO_ADDRESS, address_number
from arpwatch_k8s.inventory import Given, Inventory, learn
from arpwatch_k8s.thresholds import DEFAULTS, Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Everything that a run found out. `start`, `end`: first and last frame's time, ns UTC, None without frames."""

    evidence: Evidence
    flows: NDArray[Any]
    endpoints: NDArray[Any]
    captures: tuple[CaptureInfo, ...]
    skipped: tuple[Skipped, ...]
    inventory: Inventory
    vips: tuple[VipRecord, ...]
    verdict: Verdict
    start: int | None
    end: int | None
    thresholds: Thresholds


def analyze(
    sources: Sequence[str | os.PathLike[str]],
    *,
    vips: Sequence[str] = (),
    nodes: Sequence[Given] = (),
    thresholds: Thresholds = DEFAULTS,
    progress: Progress | None = None,
) -> Result:
    """Read savefiles, correlate and judge what is in them. `vips` are texts, discovered where none are given.

    UsageError: a given VIP is no address. InputError: a source cannot be read.
    """
    return judge(read(sources, vips, progress=progress), given=vips, nodes=nodes, thresholds=thresholds)


def read(
    sources: Sequence[str | os.PathLike[str]], vips: Sequence[str] = (), *, progress: Progress | None = None
) -> Loaded:
    """The evidence of savefiles, with the TCP of the VIPs given as texts, or else of those discovered.

    UsageError: a given VIP is no address. InputError: a source cannot be read.
    """
    return load(sources, vips=[number_of(text) for text in vips] or None, discover=discover, progress=progress)


def number_of(vip: str) -> int:
    """An address given as text, as a number."""
    try:
        return address_number(vip)
    except ValueError as error:
        raise UsageError(
            f"--vip: {error}", fix="Give an IPv4 or IPv6 address, for example --vip 192.0.2.80."
        ) from error


def judge(loaded: Loaded, *, given: Sequence[str], nodes: Sequence[Given], thresholds: Thresholds) -> Result:
    """Correlate and judge what was loaded; `given` are the VIPs that were asked for."""
    evidence = loaded.evidence
    known = [(text, evidence.addresses.find(text)) for text in given]
    missing = [text for text, code in known if code == NO_ADDRESS]
    codes = [evidence.addresses.intern(number) for number in loaded.vips or ()]
    codes = [code for code in codes if evidence.addresses.text(code) not in missing]
    inventory = learn(evidence, codes, nodes)
    times = [time for info in loaded.captures for time in (info.first_ns, info.last_ns) if time is not None]
    start, end = (min(times), max(times)) if times else (None, None)
    records = correlate(evidence, codes, inventory, end or 0, thresholds)
    case = Case(
        vips=records,
        inventory=inventory,
        evidence=evidence,
        captures=loaded.captures,
        skipped=loaded.skipped,
        missing_vips=tuple(missing),
        start=start,
        end=end,
        thresholds=thresholds,
    )
    return Result(
        evidence=evidence,
        flows=loaded.flows,
        endpoints=loaded.endpoints,
        captures=loaded.captures,
        skipped=loaded.skipped,
        inventory=inventory,
        vips=records,
        verdict=diagnose(case),
        start=start,
        end=end,
        thresholds=thresholds,
    )
