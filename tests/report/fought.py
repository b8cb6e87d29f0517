"""A VIP that eight nodes fight over, for as long as a test wants it: the most that a figure has to hold."""

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.tracks import Track
from tests.plotter.results import PROXY, A, attempt, claim, contest, epoch, symptom, vip_record

NODES = range(A, A + 8)


def fought_over(vip: str, *, days: float) -> VipRecord:
    """Eight nodes that take an address from each other every two hours for some days, and fail at it."""
    times = range(0, round(days * 86400), 1800)
    owners = [(time, NODES[number % 8]) for number, time in enumerate(times)]
    return vip_record(
        vip,
        epochs=[epoch(owner, time, time + 1800) for time, owner in owners],
        contests=[contest(time, time + 600, owner, *NODES[:3]) for time, owner in owners[::3]],
        used=[epoch(owner, time, time + 1800, track=Track.USED, sender=PROXY) for time, owner in owners],
        serving=[epoch(owner, time + 60, time + 1800, track=Track.SERVING) for time, owner in owners],
        claims=[claim(owner, time, opcode=1 + number % 2) for time, owner in owners for number in range(4)],
        attempts=[attempt(time, failed=time % 3600 == 0) for time in times],
        symptoms=[symptom(owner, time) for time, owner in owners],
    )
