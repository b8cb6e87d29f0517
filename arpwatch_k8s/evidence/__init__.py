"""The evidence table: one row a frame that can prove something about an address's owner.

- `row.py`: the record that compiled decoders fill;  `batch.py`: many of them, as the scan fills them
- `flow.py`, `endpoint.py`, `presence.py`: what a scan sums up a connection, an address, a MAC, beside the rows
- `odd_times.py`: times that are absurd beside the others
- `addresses.py`: addresses as codes;  `hashing.py`: the hash behind tables;  `virtual.py`: MACs that are no host's own
- `table.py`: the columns that travel between rooms (addresses interned, times int64 ns UTC, MACs uint64)
- `builder.py`: filled rows to columns;  `selection.py`: rows by kind, time, address
- `distinct.py`: the values that occur in a column;  `among.py`: which rows have one of a few
- `pairs.py`: which values of two columns occur together;  `order.py`: what sorts a column;  `parts.py`: rows by value
- `packed.py`: two ends of a connection as one number
- `segment.py`: on which segment a row was seen;  `unasked.py`: replies that answer no question
- `behalf.py`: who answers for addresses of others
- `reference.py`: how a frame is cited
- `frame.py`: the DataFrame that users get;  `document.py`: the page about its columns
"""

from arpwatch_k8s.evidence.addresses import Addresses
from arpwatch_k8s.evidence.table import Evidence, mac_text, vlan_text
from arpwatch_k8s.wording.kinds import KINDS

__all__ = ["KINDS", "Addresses", "Evidence", "mac_text", "vlan_text"]
