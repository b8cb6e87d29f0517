"""Frames that others may see: addresses and MACs replaced, the same ones always by the same ones, payloads cut off.

`pseudonyms.py` says what stands for what; `links.py` and `packets.py` apply it to frames, from the outside in, and set
checksums right by the difference that it makes (`checksum.py`), so that a checksum is as right or as wrong as it was,
also where a frame was cut. What is not understood, and what programs said to each other, is cut off.
"""
