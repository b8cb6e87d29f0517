"""The live view on a terminal.

- `keyboard.py`: keys without Enter, and a terminal that is given back as it was
- `screen.py`: draws what it is told, once a second at least, and obeys keys
- `view.py`: all of it, to the terminal's size
- `shown.py`: what there is to show
- `standing.py`: the verdict, and a block for each VIP
- `trouble.py`: the newest incident, its cause and what to do
- `rates.py`: how many attempts a second, and how many fail, now
- `folding.py`: lines that are wrapped, and two columns
"""
