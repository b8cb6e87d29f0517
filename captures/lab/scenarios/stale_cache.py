"""The VIP moves and the proxy does not believe it: it goes on sending to the old owner, who drops what comes.

The proxy's kernel ignores announcements. It finds out by itself, when its entry for the VIP is old and the old owner
does not confirm it: here after 10 s instead of 30 s, and a probe after 2 s instead of 5 s.
"""

from dataclasses import replace

from captures.lab.claimants import ask
from captures.lab.faults import hurry_neighbors, ignore_announcements, lose_local_endpoints
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 6.0
ASK_S = 5.0
"The old owner goes on asking for others: it lives."


def stage(lab: Lab) -> None:
    owner, heir = lab.nodes[1], lab.node(3)
    hurry_neighbors(lab, lab.hosts.proxy, reachable_s=10.0, delay_s=2)
    ignore_announcements(lab, lab.hosts.proxy)
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        lose_local_endpoints(lab, owner, lab.vip)
        lab.withdraw(owner, lab.vip)
        lab.announce(heir, lab.vip)
        while lab.remaining_s > ASK_S:
            ask(lab, owner, lab.nodes[0].address)
            lab.wait(ASK_S)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=5.0, clients_keeping=0)


SCENARIO = Scenario(
    name="stale-cache",
    story="The VIP moves from node2 to node3; the proxy ignores the announcements and goes on sending to node2.",
    duration_s=34.0,
    stage=stage,
    shape=shape,
)
