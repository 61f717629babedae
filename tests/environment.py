"""Settings of a test run, before Django reads them; loaded by pytest's `-p`.

Each run has a database file of its own, so that two runs don't meet.
"""

import atexit
import os
import tempfile
from pathlib import Path

os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
_folder = tempfile.TemporaryDirectory(prefix="grannar-test-")
atexit.register(_folder.cleanup)
os.environ.setdefault("TEST_DB_NAME", str(Path(_folder.name) / "test.sqlite3"))
os.environ.setdefault("TEST_DB_OF_SERVER", f"test_grannar_{os.getpid()}")
