"""Proxies that found no route to a VIP, where the frames that show why have no date to be tied to them by.

What forwards SYNs in the place of serving them answers with host-unreachable, which a proxy tells as errno 113; so does
a firewall's reject, and a question for the VIP that nobody answers. So such lines say that somebody felt it, no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.testimony.felt import felt
from arpwatch_k8s.diagnosis.testimony.heard import Heard
from arpwatch_k8s.grades import Confidence
from arpwatch_k8s.logs.details.detail import UpstreamFailure

ID: Final = "service-not-programmed"
KINDS: Final = frozenset({UpstreamFailure.NO_ROUTE})


def hear(case: Case) -> Iterator[Heard | RuledOut]:
    """Errors of that kind, for each VIP that frames without a date show."""
    if not any(info.dateless for info in case.captures):
        return
    for vip in dict.fromkeys(record.vip for record in case.vips):
        harm = felt(case, vip, None, KINDS)
        if harm is not None:
            text = f"{harm.text}; whether they go back to these frames cannot be told, which have no date"
            yield Heard(vip=vip, span=None, steps=(replace(harm, text=text),), lifts_to=Confidence.LOW, is_harm=True)
