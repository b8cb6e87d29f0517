"""What it cost: failures and the frames that tell of them, held against who owned the address.

- `symptom.py`: the record of a frame that hurts or warns;  `symptom_table.py`: many of them, as columns
- `symptoms.py`: which frames do, and who held each track then
- `outages.py`: spans in which nobody was served
- `rates.py`: failures of attempts, by owner and by minute
- `quality.py`: how well each handover went
- `incidents.py`: what failed, fought and moved close together
"""
