"""Names: which node a MAC belongs to, what a VIP is called, given by the user or learned from the capture.

`nodes.py` has the inventory itself and who stands behind a virtual MAC at a time, `given.py` what users say on the
command line, `files.py` what they hand over as files, `learn.py` what a capture shows by itself, `unsigned.py` who is
behind frames that show no MAC, `vendor.py` who made a MAC of which nothing else is known. What is given wins, and is
told from what was learned, since rules about foreign hosts need that. An unknown MAC stays a MAC.
"""

from arpwatch_k8s.inventory.given import Given, Known, parse_node
from arpwatch_k8s.inventory.learn import learn
from arpwatch_k8s.inventory.nodes import Inventory, Node

__all__ = ["Given", "Inventory", "Known", "Node", "learn", "parse_node"]
