"""One node owns the VIP throughout and serves it; every request succeeds.

What looks like trouble and is none: the TLS teardown resets of nginx, a reconcile in the middle that makes
the speaker announce again, and a bystander's question for the VIP whose unicast answer the proxy never
sees.
"""

from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

FIRST_BURST_S = 6.0
"A cluster that has been up for a while: the capture begins after the announcements."


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    for node in lab.nodes:
        lab.program(node, lab.vip)
    lab.announce(owner, lab.vip)
    lab.wait(FIRST_BURST_S)
    with lab.recording(), lab.load():
        lab.wait(lab.options.duration_s / 4)
        lab.visit(lab.hosts.other, lab.vip)
        lab.wait(lab.options.duration_s / 4)
        lab.announce(owner, lab.vip)
        lab.wait_out()


SCENARIO = Scenario(
    name="healthy",
    story="node2 owns the VIP throughout; every request is answered, resets are teardown.",
    duration_s=32.0,
    stage=stage,
)
