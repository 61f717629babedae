"""One reader per format, all our own: `read(data, …)` gives features or Unreadable.

Adding a format is a file here and a line in `recognize.py`.
"""
