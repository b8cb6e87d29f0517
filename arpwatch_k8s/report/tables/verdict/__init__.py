"""Tables of why.

- `findings.py`: causes that rules found
- `log_lines.py`: what the lines of logs go back to
"""
