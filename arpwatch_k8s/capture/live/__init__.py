"""EDGE IN, live: interfaces become the byte streams that the savefile scan reads.

libpcap does the capturing, through cypcap.

- `interfaces.py`: what there is to listen on
- `kernel_filter.py`: what the kernel lets through, and how much of it
- `tap.py`: one open interface, whose frames leave it as libpcap's own nanosecond dump
- `privilege.py`: gives root away;  `stop.py`: turns signals into an end
- `terminal.py`: whether the terminal is still there
- `feed.py`: what taps give, scanned, batch by batch
- `blocks.py`: their records as pcapng blocks;  `ring.py`: the newest of them, for recordings
- `rotation.py`: when one file ends and the next begins;  `recorder.py`: what taps give, written into pcapng files
- `outflow.py`: standard output, whose reader may stop reading
"""
