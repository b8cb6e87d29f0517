"""Containers of captured frames, in and out.

- `raw.py`: unbuffered input;  `zstd.py`: zstd's frames over it;  `codec.py`: the compressions,
  told by content;  `compression.py`: undone
- `pcap.py`, `pcapng.py`: what stands around frames; the compiled loop over the frames themselves is in the capture
  room, since it decodes as it goes
- `container.py`: which container it is, and its first packet's time
- `ending.py`: how the reading ended;  `info.py`: what a capture is and what it lost
- `writer.py`: the one pcapng writer;  `commenting.py`: comments on packet blocks that are there
"""
