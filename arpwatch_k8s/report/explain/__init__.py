"""The state of every track at an instant.

- `states.py`: what was so then;  `told.py`: what logs said about then
- `data.py`: as a document;  `text.py`: for the terminal
"""
