"""The forms in which a result is told, one file each.

- `text.py`: for the terminal, plain;  `terminal.py`: its colors
- `json/`: for programs (`analysis.schema.json` in the room above)
- `markdown.py`, `page.py`: the report, as text and as one page of HTML (from templates);  `figure.py`: the interactive
  timeline in it
- `card.py`: what a notebook shows
- `nagios.py`: one line for a monitoring system
"""
