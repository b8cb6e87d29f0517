"""Containers of captured frames, in and out.

`pcap.py` and `pcapng.py` parse what stands around the frames; the compiled loop over the frames themselves is in the
capture room, since it decodes as it goes. `compression.py` tells and undoes compression by content (`zstd.py` a frame
of it, over the unbuffered input of `raw.py`), `container.py` tells the container and its first packet's time.
`writer.py` is the one pcapng writer.
"""
