"""Months as their first days."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

MONTHS = 12


def this_month() -> date:
    return timezone.localdate().replace(day=1)


def shifted(month: date, months: int) -> date:
    """The first day of the month so many months later, or earlier when negative."""
    number = month.year * MONTHS + month.month - 1 + months
    return date(number // MONTHS, number % MONTHS + 1, 1)


def between(first: date, last: date) -> list[date]:
    """Every month from the first to the last, both included."""
    month, end = first.replace(day=1), last.replace(day=1)
    months = []
    while month <= end:
        months.append(month)
        month = shifted(month, 1)
    return months


def year_before(day: date) -> list[date]:
    """The twelve whole months before the month of a day."""
    month = day.replace(day=1)
    return between(shifted(month, -MONTHS), shifted(month, -1))


def since(day: date, last: date | None) -> list[date]:
    """The whole months after the month of a day, up to the last one known.

    The month in which something started is left out (domain 7, rule 2).
    """
    return between(shifted(day.replace(day=1), 1), last) if last else []
