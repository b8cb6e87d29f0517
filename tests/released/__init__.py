"""`make benchmark`: the captures with their truth as a benchmark that any tool or agent can be held against.

`labelled.py` says what is true of a capture.
"""
