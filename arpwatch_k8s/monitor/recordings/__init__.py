"""Frames of incidents into files, from before they began to after they ended.

- `settings.py`: what is to be recorded, and how much of it kept
- `recorder.py`: which incident is in which file; a thread that takes frames from the interfaces' rings to the disk
- `recording.py`: one file, from its first block to its last;  `numbers.py`: which frame is which in it
- `folder.py`: the files' folder: names, rights, what goes when there are too many
- `reports.py`: what each recording comes to;  `maker.py`: a process of its own that makes it, begun while all is within
  reach;  `making.py`: what it makes

The rings (`capture.live.ring`) are all that stands between an interface and the disk: who reads a tap puts frames in,
and goes on. A disk that is slow, full or gone costs a recording frames, which are counted, and the watch nothing.
"""
