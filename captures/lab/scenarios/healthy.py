"""One node owns the VIP throughout and serves it; every request that is waited for succeeds.

What looks like trouble and is none: the TLS teardown resets of nginx, kept connections, users who go away in the
middle of a download, health checks that reset what they have opened, the proxy's kernel asking the owner alone
whether it is still there, a reconcile in the middle that makes the speaker announce again, and a bystander's question
for the VIP whose unicast answer the proxy never sees.
"""

from dataclasses import replace

from captures.lab.faults import hurry_neighbors
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario
from captures.lab.users import check


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    # Without this its connections confirm the entry often enough, and half a minute has no question of this kind.
    hurry_neighbors(lab, lab.hosts.proxy, reachable_s=0.4, delay_s=0)
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(lab.options.duration_s / 4)
        lab.visit(lab.hosts.other, lab.vip)
        check(lab, lab.hosts.proxy, lab.vip)
        lab.wait(lab.options.duration_s / 4)
        lab.announce(owner, lab.vip)
        check(lab, lab.hosts.proxy, lab.vip)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=8.0, clients_leaving=2, clients_downloading=1)


SCENARIO = Scenario(
    name="healthy",
    story="node2 owns the VIP throughout; every request is answered, resets are teardown.",
    duration_s=32.0,
    stage=stage,
    shape=shape,
)
