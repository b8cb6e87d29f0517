"""Containers of captured frames: the headers of pcap and pcapng files as plain records.

`pcap.py` and `pcapng.py` parse what stands around the frames; the compiled loop over the frames themselves is in the
capture room, since it decodes as it goes.
"""
