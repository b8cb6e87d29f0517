"""EDGE IN, live: interfaces become the byte streams that the savefile scan reads.

libpcap does the capturing, through cypcap: `tap.py` has one open interface, whose frames leave it as libpcap's own
nanosecond dump. `interfaces.py` says what there is to listen on, `kernel_filter.py` what the kernel lets through and
how much of it, `privilege.py` gives root away, `stop.py` turns signals into an end. `recorder.py` writes what taps give
into pcapng files, `rotation.py` says when one file ends and the next begins.
"""
