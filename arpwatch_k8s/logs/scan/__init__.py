"""What is looked for in every byte of a log, compiled.

- `words.py`: the lines of a block that have one of some words
"""
