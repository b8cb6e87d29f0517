"""Frames that were printed: text of tcpdump and tshark becomes the frames that it tells of, for the scan to read.

- `recognize.py`: whether the head of a file is printed frames, and of which form
- `lines.py`: bytes to lines, `wrapping.py` those that a terminal cut
- `stamps.py`: what is printed as a time, as a time
- `printed.py`: one printed frame, what its print does not show, and its bytes as a block of pcapng
- `tokens.py`: addresses and ports as they are printed
- `tcpdump.py`: lines of tcpdump to frames: `headline.py` reads what stands before a packet, `hexdump.py` its bytes
- `packets.py`: the words of a packet to its bytes: `arp.py`, `icmp.py`, `icmpv6.py`, `tcp.py`, `vrrp.py`
- `numbers.py`: TCP's numbers, which tcpdump prints as differences
- `columns.py`: tshark's default columns
- `dissected.py`: tshark's fields and JSON, `details.py` its details, which `fields.py` reads
- `reader.py`: a stream of text as a stream of pcapng, in which a frame has the number of its line
- `unshown.py`: evidence without what the print did not show
"""
