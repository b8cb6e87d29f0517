"""The forms in which a result is told, one file each.

- `text.py`: for the terminal, plain;  `many.py`: its part on many VIPs;  `terminal.py`: its colors
- `brief.py`: in ten lines
- `json/`: for programs (`analysis.schema.json` in the room above)
- `markdown.py`, `page.py`: the report, as text and as one page of HTML (from templates);  `grid.py`: its tables;
  `figure.py`: the interactive timeline in it
- `card.py`: what a notebook shows
- `shipped.py`: templates and other texts that come with packages
- `nagios.py`: one line for a monitoring system
"""
