"""What a fake accepted: a list in memory and, if asked for, one JSON line each."""

import json
import threading
from pathlib import Path


class Record:
    """Thread-safe; a line in `path` is on disk before the fake answers."""

    def __init__(self, path=None):
        self._lock = threading.Lock()
        self._file = None
        if path:
            self._file = Path(path).open("a", encoding="utf-8")  # noqa: SIM115
        self.entries = []

    def add(self, entry, *, kept=True):
        with self._lock:
            if kept:
                self.entries.append(entry)
            if self._file:
                line = {k: v for k, v in entry.items() if not isinstance(v, bytes)}
                self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
                self._file.flush()

    def close(self):
        if self._file:
            self._file.close()
