"""WIRESHARK: live frames with what we find as packet comments, and recordings likewise, as its extcap interfaces.

- `sentences.py`: what Wireshark asks, and is answered
- `fifo.py`: the pipe that it reads, which it may leave at any time
- `notes.py`: what a watch tells, as notes on frames
- `placing.py`: which frame of the stream carries which note
- `stream.py`: a thread that passes frames on, each once it was looked at
"""
