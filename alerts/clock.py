"""The database's clock in SQL: one clock for all senders (guarantees, section 3.3)."""

from django.db import connection


def sql_now(*, plus: float = 0) -> str:
    """SQL for the database's time, `plus` seconds from now; no user text gets in."""
    seconds = f"{float(plus):+.3f} seconds"
    if connection.vendor == "postgresql":
        return f"(statement_timestamp() + interval '{seconds}')"
    return f"strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', '{seconds}')"


def skip_locked(table: str) -> str:
    """Lets workers pass each other on PostgreSQL; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        return f"FOR UPDATE OF {table} SKIP LOCKED"
    return ""
