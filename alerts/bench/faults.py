"""What a bench says instead of a traceback."""


class BenchError(Exception):
    """The run can't be made; the sentence says why and what to do."""
