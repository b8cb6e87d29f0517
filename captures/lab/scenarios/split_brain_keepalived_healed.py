"""keepalived's split brain that heals without a word: the loser steps down, and nobody announces.

node2, of lower priority, hears node1 first and goes back to BACKUP at once; node1 never heard an advertisement of
lower priority, so it has no reason to announce. The proxy keeps node2's MAC. node2, told that it is a backup,
has taken its service away: it forwards to node1 what it gets, and says so in redirects; the answers come from node1.
"""

from captures.lab.claimants import Keepalived, deafen, undeafen
from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

SETTLE_S = 9.5
"From the start of the first to the end of its second burst."
QUIET_S = 5.0
SPLIT_S = 12.0
HEARD_FIRST_S = 1.5
"More than one interval of VRRP: node2 hears node1 before node1 can hear node2."


def stage(lab: Lab) -> None:
    master, backup = lab.nodes[0], lab.nodes[1]
    for node in lab.nodes:
        lab.program(node, lab.vip)
    for node, priority in ((master, 150), (backup, 100)):
        Keepalived(lab, node, lab.vip, priority=priority).start()
    lab.wait(SETTLE_S)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        for node in (master, backup):
            deafen(lab, node, lab.vip)
        lab.wait(SPLIT_S)
        undeafen(lab, backup, lab.vip)
        lab.unprogram(backup, lab.vip)
        lab.wait(HEARD_FIRST_S)
        undeafen(lab, master, lab.vip)
        lab.wait_out()


SCENARIO = Scenario(
    name="split-brain-keepalived-healed",
    story="keepalived's split brain heals in silence: the proxy keeps the MAC of the node that stepped down.",
    duration_s=34.0,
    stage=stage,
    requests_per_s=6.0,
)
