"""What a comparison looks like.

- `crowded.py`: which VIPs are told;  `rows.py`: what both sides say of one, in words
- `text.py`: for a terminal;  `document.py`: as JSON
- `strips.py`: lanes of one side of a VIP;  `figure.py`: both sides on one scale
- `markdown.py`: for a wiki;  `page.py`: a page that opens offline
- `folder.py`: all of them in a folder
"""
