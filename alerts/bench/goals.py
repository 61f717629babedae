"""Gates and aims of the performance page, beside what this run shows."""

from __future__ import annotations

from typing import Any

Figures = dict[str, Any]
QUICK = 15_000  # letters a second of smtp-source, for which T2 to T4 are written
TIMES = {  # recipients: ((gates), (aims)) of 50, 95 and 100 %, in seconds
    10_000: ("T2", (1, 2, 2.5), (0.35, 0.6, 0.65)),
    100_000: ("T3", (6, 11, 12), (2.5, 5, 5.5)),
    1_000_000: ("T4", (55, 105, 110), (25, 47, 50)),
}


def least(value: float | None, gate: float, aim: float) -> Figures:
    """A goal that wants at least so much."""
    return _told(value, gate, aim, value is not None and value >= gate)


def most(value: float | None, gate: float, aim: float) -> Figures:
    """A goal that wants at most so much."""
    return _told(value, gate, aim, value is not None and value <= gate)


def _told(value: float | None, gate: float, aim: float, met: object) -> Figures:
    shown = None if value is None else round(value, 3)
    return {"value": shown, "gate": gate, "aim": aim, "met": bool(met)}


def of_fanout(figures: Figures, *, processes: int, extra: Figures) -> Figures:
    """The goals that this run can say something about."""
    own = {"email": _of_email, "push": _of_push, "sms": _of_sms}[figures["channel"]]
    goals = {"T1": most(figures["first_s"], 1, 0.2)} | own(figures, processes, extra)
    if figures["wal_bytes_per_recipient"] is not None:
        goals["D1"] = most(figures["wal_bytes_per_recipient"], 700, 480)
    return goals


def _of_email(figures: Figures, _processes: int, _extra: Figures) -> Figures:
    goals = {
        "E1": least(figures["of_limit"], 0.6, 1.1),
        "E2": least(figures["of_peer"], 15, 35),
        "E3": most(figures["cpu_us_per_recipient"], 120, 60),
    }
    if figures["recipients"] in TIMES:
        name, gates, aims = TIMES[figures["recipients"]]
        slower = max(1.0, QUICK / figures["limit_per_second"])
        for key, gate, aim in zip(
            ("p50_s", "p95_s", "seconds"), gates, aims, strict=True
        ):
            goal = most(figures[key], round(gate * slower, 2), round(aim * slower, 2))
            goals[f"{name} {key}"] = goal
    return goals


def _of_push(figures: Figures, processes: int, extra: Figures) -> Figures:
    each = figures["per_second"] / processes
    return {
        "P1": least(each / figures["limit_per_second"], 0.30, 0.45),
        "P2": least(figures["of_peer"], 10, 18),
        "P2 session": least(figures["per_second"] / extra["session"], 4, 6),
        "P3": most(figures["cpu_us_per_recipient"], 300, 220),
    }


def _of_sms(figures: Figures, _processes: int, extra: Figures) -> Figures:
    ratio = extra["cpu_us"] / figures["cpu_us_per_recipient"]
    return {"S1": least(ratio, 5, 15)}
