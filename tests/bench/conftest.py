"""The same small world as in the fault tests."""

from tests.faults.conftest import draft, hamlet, send, sink  # noqa: F401 - fixtures
