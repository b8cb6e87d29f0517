"""Sides made by hand, in seconds from `T0`."""

from arpwatch_k8s.comparison.sides.side import Cause, Hold, Outages, Owner, Side, Span, Station
from arpwatch_k8s.grades import Confidence, Severity

NS = 1_000_000_000
T0 = 1_795_378_540 * NS
VIP = "192.0.2.80"
NODE1, NODE2 = Owner("52:54:00:00:00:0a", "node1"), Owner("52:54:00:00:00:0b", "node2")
RULE = "service-not-programmed"
"""A rule that needs ARP and attempts, and no move."""


def spans(*seconds: tuple[float, float]) -> tuple[Span, ...]:
    """Spans in ns UTC."""
    return tuple((T0 + round(start * NS), T0 + round(end * NS)) for start, end in seconds)


def station(
    attempts: int = 200,
    failed: int = 0,
    *,
    vip: str = VIP,
    segment: str = "0",
    trouble: tuple[tuple[float, float], ...] = (),
    moves: int = 0,
    retried: int | None = 0,
    hosts: tuple[str, ...] = (),
) -> Station:
    """A VIP that node1 held for a minute."""
    held = tuple(Hold(start, end, NODE1) for start, end in spans((0, 60)))
    return Station(
        vip=vip,
        segment=segment,
        captured_at=hosts,
        claimed=held,
        serving=held,
        moves=moves,
        attempts=attempts,
        failed=failed,
        outcomes={"ok": attempts - failed, "unanswered": failed},
        retried=retried,
        handshake_ns={"median": 60_000, "p95": 100_000, "most": 200_000},
        outages=Outages(count=len(trouble), least_ns=0, most_ns=0),
        incidents=len(trouble),
        trouble=spans(*trouble),
    )


def cause(
    failed: int = 0,
    *,
    rule: str = RULE,
    vip: str = VIP,
    severity: Severity = Severity.CRITICAL,
    at: tuple[tuple[float, float], ...] = (),
) -> Cause:
    """What a rule found."""
    return Cause(
        rule=rule,
        vip=vip,
        severity=severity,
        confidence=Confidence.HIGH,
        summary=f"{rule} at {vip}",
        failed=failed,
        spans=spans(*at),
    )


def side(
    *stations: Station,
    causes: tuple[Cause, ...] = (),
    lasts: float = 60,
    name: str = "x.pcapng",
    lacks: dict[tuple[str, str], tuple[str, ...]] | None = None,
    drops: int = 0,
    whole: bool = True,
    begins: float = 0,
) -> Side:
    """A side that one capture covers."""
    (covered,) = spans((begins, begins + lasts))
    return Side(
        name=name,
        outcome="root-cause" if causes else "healthy",
        cause=causes[0].rule if causes else None,
        summary="as it was made",
        span=covered,
        covered=(covered,),
        captures=(name,),
        drops=drops,
        lost=drops,
        frames=10_000,
        whole=whole,
        stations=stations,
        causes=causes,
        lacking=lacks or {},
    )


HALF = ((10, 40),)
"""Trouble for half a minute."""
SICK = side(station(failed=40, retried=40, trouble=HALF), causes=(cause(40, at=HALF),), name="sick.pcapng")
WELL = side(station(), name="well.pcapng", begins=1_000)
