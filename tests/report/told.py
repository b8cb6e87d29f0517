"""A run on text alone, with findings that cite its lines."""

from dataclasses import replace
from pathlib import Path

import arpwatch_k8s as aw
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.diagnosis.finding import Finding, Outcome, Step
from arpwatch_k8s.diagnosis.proof import Proof
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.grades import Confidence, Severity

VIP = "192.0.2.80"
BEFORE = "".join(f"192.0.2.{n} dev eth0 lladdr 52:54:00:00:00:{n:02x} STALE\n" for n in (21, 22, 23, 80, 24))
AFTER = BEFORE.replace("52:54:00:00:00:50", "52:54:00:00:00:16")
ERROR = (
    "2026/11/22 22:54:0{} [error] 1#1: *{} connect() failed (113: No route to host) while connecting to upstream, "
    'client: 198.51.100.7, server: x, request: "GET / HTTP/1.1", upstream: "https://192.0.2.80:443/", host: "x"\n'
)
ERRORS = "".join(ERROR.format(n, n) for n in range(9))


def told(folder: Path, *steps: Step, dated: bool = True) -> Result:
    """Listings before and after (logs 0 and 1), and nginx's errors (log 2), with a finding of such steps, if any."""
    for name, text in (("after.txt", AFTER), ("before.txt", BEFORE), ("error.log", ERRORS)):
        (folder / name).write_text(text)
    result = aw.analyze(folder / "before.txt", folder / "after.txt", folder / "error.log").result
    start, end = (1_795_388_040_000_000_000, 1_795_388_048_000_000_000) if dated else (0, 0)
    found = Finding(
        rule="moved",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        vip=VIP,
        start=start,
        end=end,
        summary="It moved",
        because=steps or (LISTED,),
        remedy="Mend it",
        proofs=(Proof("", "true"),),
        dated=dated,
    )
    verdict = replace(result.verdict, outcome=Outcome.ROOT_CAUSE, cause="moved", findings=(found,))
    return replace(result, verdict=verdict)


LISTED = Step("Both say so", lines=(LineRef(0, 4), LineRef(1, 4)))
FAILED = Step("The proxy says so", lines=(LineRef(2, 1), LineRef(2, 9)))
