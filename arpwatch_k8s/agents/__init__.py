"""AGENTS: what programs that reason may ask, by the Model Context Protocol: read-only, bounded, below one folder.

- `root.py`: which paths are theirs
- `child.py`: each call is a command in a process of its own, which can be ended
- `pages.py`: long texts, piece by piece
- `server.py`: the tools
"""
