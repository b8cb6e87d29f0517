"""WATCH: the same analysis, while it happens.

- `config.py`: what a watch is told to do;  `settings/`: the file that says so;  `reload.py`: that file, read again
- `rehearsal.py`: the whole way once, before root is given away
- `watch.py`: the loop, from the interfaces' batches to the sinks
- `clock.py`: when the host's clock was set;  `reach.py`: up to when every frame was taken in
- `moves.py`: who takes a VIP from whom, at once
- `intake.py`: how much of a flood is let in
- `kernel_table.py`: the kernel's own neighbor table
- `examiner.py`: a thread that feeds the Analyzer, and looks at what it makes of the rows;
  `look.py`: a look
- `differences.py`: what a look brought: what a move cost, which cause is suspected, how sure that is
- `incidents.py`: incidents over looks;  `measures.py`: what is measured
- `sightings.py`: who was seen to hold a VIP
- `memory.py`: free memory goes back to the system
- `frames.py`: who takes the frames themselves;  `recordings/`: incidents' frames into files
- `outlet.py`: what there is to tell, handed to sinks that may hang
- `sinks/`: lines, the screen, the report;  `alerting/`: who is woken
- `systemd/`: what it is told, where it started this

What is told are the records of `changes`.
"""
