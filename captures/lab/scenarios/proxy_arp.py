"""A router answers for a whole pool of addresses that it routes elsewhere (proxy_arp), the VIP among them.

Its answers come up to 0.8 s late, so that the owner's is first and stays, while the owner answers. When MetalLB's
speaker is away for 4 s and the proxy has to ask, the router's answer is the only one. It forwards to nowhere and
says host-unreachable.
"""

from ipaddress import IPv4Network

from captures.lab.claimants import answer_for_others, ask, forget
from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 5.0
AWAY_S = 4.0
POOL = 26
"Prefix length of the pool around the VIP."


def stage(lab: Lab) -> None:
    owner, router = lab.nodes[1], lab.hosts.other
    answer_for_others(lab, router, lab.vip, pool=str(IPv4Network((int(lab.vip) & -(1 << 32 - POOL), POOL))))
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        for number in (1, 2):
            ask(lab, lab.hosts.proxy, lab.vip + number)
        lab.wait(QUIET_S)
        lab.withdraw(owner, lab.vip)
        forget(lab, lab.hosts.proxy, lab.vip)
        lab.wait(AWAY_S)
        lab.announce(owner, lab.vip)
        lab.wait(QUIET_S)
        # The owner is back: both answer again, the router late.
        forget(lab, lab.hosts.proxy, lab.vip)
        lab.wait_out()


SCENARIO = Scenario(
    name="proxy-arp",
    story="A router answers late for the VIP's whole pool; when the owner's speaker is away, it wins.",
    duration_s=28.0,
    stage=stage,
    requests_per_s=6.0,
)
