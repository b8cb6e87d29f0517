"""The evidence table: one row a frame that can prove something about an address's owner.

`row.py` has the record that compiled decoders fill, `table.py` the columns that travel between rooms (addresses
interned, times int64 ns UTC, MACs uint64), `frame.py` the DataFrame that users get and what each of its columns means.
"""

from arpwatch_k8s.evidence.addresses import Addresses
from arpwatch_k8s.evidence.row import KINDS
from arpwatch_k8s.evidence.table import Evidence, mac_text, vlan_text

__all__ = ["KINDS", "Addresses", "Evidence", "mac_text", "vlan_text"]
