"""Where changes go, one file a sink.

- `sink.py`: what each of them can do
- `brief.py`: what people are told
- `lines.py`: a line of text a change;  `ndjson.py`: a line of JSON a change
- `terminal/`: a live view on the terminal
- `metrics.py`: for Prometheus;  `alerts.py`: for those who are woken
- `remember.py`: into a history, and who is new to a VIP
- `report.py`: the report's folder, at the end and when it is asked for

Each has a thread of its own (`monitor.outlet`), which calls it: what is slow delays that sink alone.
"""
