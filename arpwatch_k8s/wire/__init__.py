"""DECODE: bytes to the fields of one evidence row. One file a protocol, all alike: offsets by their RFC names first,
then compiled functions. No state, no I/O, no clock.

- `status.py`: why a frame could not be decoded;  `wanted.py`: what is wanted of TCP
- `loader.py`, `fields.py`: numbers out of the buffer
- `link.py`: the way in;  `ethernet.py`, `sll.py`, `sll2.py`: what stands where in each link layer
- `arp.py`, `ipv4.py`, `ipv6.py`, `extension.py`: behind it
- `icmp.py`, `icmpv6.py`, `quoted.py`: messages, and the packets that they quote
- `tcp.py`, `vrrp.py`: segments, advertisements

A decoder takes the buffer, the position of its header, the end of the captured bytes and the row to fill; on the way to
TCP also what is wanted of it. It answers `EVIDENCE` (the row is filled), `NOTHING` (a frame that proves nothing here),
or a negative reason why the frame could not be decoded. The innermost layer writes its fields only after all its
checks, and outer layers write theirs only when the inner one said `EVIDENCE`; so a row of a frame that is no
evidence stays untouched. Link layers only say what stands where (an Ethernet type and its
position), so that the hot path is compiled
once, in one place.
"""
