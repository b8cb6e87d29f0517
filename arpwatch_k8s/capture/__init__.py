"""EDGE IN: sources become batches of evidence.

`files.py` is the way in: paths become `Loaded`, evidence and what each capture was. `sources.py` finds what to read,
in which order; `extract.py` copies frames out again. `window.py` is the one reused buffer, `state.py` the record that a
scan fills, `sink.py` where what is found goes. `pcap_records.py` and `pcapng_blocks.py` have the compiled loops,
`take.py` what becomes of a frame, `flows.py` and `endpoints.py` the tables that a scan keeps; `pcap_scan.py` and
`pcapng_scan.py` drive the loops and read what stands around the packets, `resync.py` finds the next record behind
damage. `parallel.py` reads several sources at once, `progress.py` says how far that is.
"""
