"""What the page and the Markdown of a report are put together from.

- `standing.py`: how each VIP stands, in a row, the sick first
- `sections.py`: what is told of each VIP, in the same order
- `shown_frames.py`: the frames that a finding cites;  `saying.py`: what a frame says, in words
- `links.py`: where words name an issue or an RFC
"""
