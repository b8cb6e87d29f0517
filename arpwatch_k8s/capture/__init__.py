"""EDGE IN: sources become batches of evidence.

`files.py` is the way in: paths become `Loaded`, evidence and what each capture was. `sources.py` finds what to read, in
which order; `extract.py` copies frames out again. `window.py` is the one reused buffer,
`scan.py` the compiled loops from records to rows, `pcap_scan.py` and `pcapng_scan.py` drive them and read what stands
around the packets.
"""
