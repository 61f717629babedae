"""Boundaries: read from strangers' files, judged in words, and homes placed in them.

Nothing is imported here: the sandbox's child process loads the readers without Django.

- `sandbox.read_file(data, …)` reads a file in a process of its own,
- `faults.faults(shape, …)` says what is wrong with a shape, and where,
- `placing.place_households(…)`, `placing.covering(point)` tie homes to areas.
"""
