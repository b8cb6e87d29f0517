"""What a run says: `text.py` for the terminal, `json.py` for programs, `folder.py` for the case folder.

Every text passes `plain` before it reaches a terminal: names and comments come from captures, which are hostile input.
"""
