"""The owner never changes, but its service rules vanish and return again and again, as in a reconcile loop.

While they are away the owner forwards new connections as a router would: it sends a redirect, asks for the
VIP three times in vain (its own speaker cannot hear it) and answers with host-unreachable after 3.07 s. A
gap of any length does that to the connections begun in it, since conntrack keeps their retries untranslated
when the rules are back. Every return makes the speaker announce again. Connections that are open live on.
"""

from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

FIRST_BURST_S = 6.0
GAPS_S = (0.2, 3.5, 0.05, 1.0, 3.6, 0.4, 2.0, 0.1)
"Two outlast the three ARP probes of the owner (3.07 s)."
SERVED_S = (2.0, 3.0)
"Between two gaps; with the longest gap still within 6.9 s, so that the bursts join into a loop."
QUIET_S = 4.0
"Before the first gap and, at least, after the last."


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    for node in lab.nodes:
        lab.program(node, lab.vip)
    lab.announce(owner, lab.vip)
    lab.wait(FIRST_BURST_S)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        for gap_s in GAPS_S:
            served_s = lab.chance.uniform(*SERVED_S)
            if lab.remaining_s < gap_s + served_s + QUIET_S:
                break
            lab.unprogram(owner, lab.vip)
            lab.wait(gap_s)
            lab.program(owner, lab.vip)
            lab.announce(owner, lab.vip)
            lab.wait(served_s)
        lab.wait_out()


SCENARIO = Scenario(
    name="service-not-programmed",
    story="node2 owns the VIP throughout; its service rules vanish and each return announces again.",
    duration_s=46.0,
    stage=stage,
)
