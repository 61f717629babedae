"""Alerts, and the queue of record that carries them."""

from .alerts import Alert, AlertArea, Flag, Observation, Reply
from .deliveries import Chunk, Delivery, Heartbeat
from .policeevents import PoliceAnswer, PoliceEvent

__all__ = [
    "Alert",
    "AlertArea",
    "Chunk",
    "Delivery",
    "Flag",
    "Heartbeat",
    "Observation",
    "PoliceAnswer",
    "PoliceEvent",
    "Reply",
]
