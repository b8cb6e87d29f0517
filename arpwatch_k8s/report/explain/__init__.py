"""The state of every track at an instant: `states.py` finds it, `text.py` and `data.py` tell it."""
