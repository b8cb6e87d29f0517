"""What lines say of a cause: a file for each rule that lines can tell of, named after it.

- `heard.py`: what lines say for a cause;  `felt.py`: failures that they tell of
- `two_controllers.py`: two programs at one Service
"""
