"""EDGE IN: sources become batches of evidence.

- `source.py`: what is read, and how its bytes are had;  `sources.py`: which, in which order
- `sameness.py`: none of them twice;  `dates.py`: which of them have times of one calendar
- `window.py`: the one reused buffer;  `state.py`: the record that a scan fills;  `sink.py`: where what is found goes
- `pcap_records.py`, `pcapng_blocks.py`: the compiled loops;  `take.py`: what becomes of a frame
- `flows.py`, `endpoints.py`, `presence.py`: the tables that a scan keeps
- `pcap_scan.py`, `pcapng_scan.py`: drive the loops, and read what stands around the packets;
  `readers.py`: which of them a container has
- `growing.py`: records of which more come;  `thinning.py`: what is left of a flood of connections
- `resync.py`: the next record behind damage
- `parallel.py`: several sources at once;  `pipes.py`: those that can be read but once
- `desk.py`: what small ones are read with;  `progress.py`: how far that is
- `text/`: printed frames, as a capture of them;  `described.py`: what a capture was, once it has been read
- `files.py`: the way in: each reading of a source is a part;  `parts.py`: what all of them are together, `Loaded`
- `records.py`: frames again, by their numbers;  `extract.py`: copied into a file of their own
- `pcapng_copy.py`: pcap records to pcapng blocks;  `live/`: interfaces
"""
