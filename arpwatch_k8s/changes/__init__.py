"""What `watch` tells: a record a kind of change, each with its text for people and its details for programs.

- `event.py`: the words by which programs tell kinds apart;  `holder.py`: who holds a VIP
- `ownership.py`: who claims a VIP, takes it, fights for it, and whom the other tracks follow
- `novelty.py`: who was never seen to hold a VIP before, where a history remembers who was
- `cost.py`: what a move cost, what failed, which cause is suspected, what it all comes to
- `incident.py`: what belongs together of that, from its opening to its end
- `discovery.py`: addresses that behave like VIPs
- `exposure.py`: what keeps the watch from seeing: interfaces, drops, floods, the clock
- `recording.py`: incidents' frames, recorded
- `run.py`: beginning and end, and reports
- `change.py`: the union of them all, and whom each is about
- `line.py`: a change as a line;  `document.py`: as JSON, whose schema is `watch.schema.json`

A kind of its own gets a record in one of these files or in a new one, a place in the union, which mypy then asks for
wherever all kinds are meant (`match` with `assert_never`), and where its event is new a branch of the schema.
"""
