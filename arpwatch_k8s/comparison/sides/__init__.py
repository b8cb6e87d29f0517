"""What each side says, read from the document of its analysis.

- `side.py`: the records
- `fields.py`: keys of the document, checked;  `reading.py`: the document to a side
- `opening.py`: whether a path is a finished analysis, and its document
"""
