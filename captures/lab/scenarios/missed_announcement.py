"""The VIP moves and no announcement arrives: the switch loses them. The proxy goes on sending to the old owner.

Other broadcasts do arrive, the old owner's among them, so the announcements would have been seen. The proxy finds the
new owner by asking, once the old one does not confirm its entry any more (sooner than by Linux' defaults, as in
stale-cache).
"""

from dataclasses import replace

from captures.lab.claimants import ask
from captures.lab.faults import hurry_neighbors, lose_announcements, lose_local_endpoints
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 6.0
ASK_S = 5.0
"The old owner goes on asking for others: it lives, and broadcasts do arrive."


def stage(lab: Lab) -> None:
    owner, heir = lab.nodes[1], lab.node(3)
    hurry_neighbors(lab, lab.hosts.proxy, reachable_s=10.0, delay_s=2)
    lab.stand_up(owner)
    lose_announcements(lab, heir, lab.vip)
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
    name="missed-announcement",
    story="The VIP moves from node2 to node3 and the switch loses the announcements; the proxy sends to node2.",
    duration_s=34.0,
    stage=stage,
    shape=shape,
)
