"""What users felt: rows of TCP and of ICMP errors become connections with an outcome.

- `events.py`: events, and what they may be;  `picking.py`: the rows that are events, by connection
- `walk.py`: one walk over them: where attempts begin, and what answers and ends each
- `attempts.py`: events to attempts;  `endings.py`: the outcome of each
- `carried.py`: what connections carried, from their flows;  `lost.py`: which of it never arrived
- `outcomes.py`: the outcomes by name, and which of them are failures
- `hindsight.py`: what becomes of an outcome once the whole connection is known
- `connection.py`: one connection, as a record;  `stretch.py`: an attempt's events as lists, for its record
- `source.py`: where records are made of columns
- `connections.py`: all connections, as columns
"""
