"""What a comparison looks like.

- `rows.py`: what both sides say of a VIP, in words
- `text.py`: for a terminal;  `document.py`: as JSON
- `strips.py`: lanes of one side of a VIP;  `figure.py`: both sides on one scale
- `markdown.py`: for a wiki;  `page.py`: a page that opens offline
- `folder.py`: all of them in a folder
"""
