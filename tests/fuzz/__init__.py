"""`make fuzz`: inputs that mean harm, made from seeds, each given to the command in a process of its own.

trial       one input, the limits that it runs under, and what must hold of whatever it prints and writes
extremes    numbers, texts and bytes at the ends of what a field holds
frames      frames field by field: ARP, NDP, ICMP, TCP, VRRP, fragments, VLANs, options
stories     frames with times: what happens on a wire, and what was done to it
containers  pcap and pcapng around them, with headers, options and counts that lie
texts       lines of logs, listings, printed frames and settings, changed
samples     the lines that are changed: those of the tests and of the committed captures
archives    zip and tar with hostile names, links, bombs
words       options and files of names
inputs      a part and a seed to an input: what `python -m tests.fuzz` runs through
corpus/     what was found: each a folder of files and the command, run with the ordinary tests
"""
