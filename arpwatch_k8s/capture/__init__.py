"""EDGE IN: sources become batches of evidence.

`files.py` is the way in: a path becomes an `Evidence` table and a `CaptureInfo`. `window.py` is the one reused buffer,
`scan.py` the compiled loops from records to rows, `pcap_scan.py` and `pcapng_scan.py` drive them and read what stands
around the packets.
"""
