"""A meeting as a calendar file (RFC 5545)."""

from __future__ import annotations

from datetime import UTC
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from areas.models import Meeting


def calendar_file(meeting: Meeting) -> bytes:
    """The file that a phone's calendar opens; a called-off meeting says so.

    Times are in UTC, so that no time zone has to be described.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Grannar mot brott//SV")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_event(meeting))
    return bytes(calendar.to_ical())


def _event(meeting: Meeting) -> Event:
    host = urlsplit(settings.SITE_URL).hostname
    starts = meeting.starts_at.astimezone(UTC)
    event = Event()
    event.add("uid", f"mote-{meeting.pk}@{host}")
    event.add("dtstamp", timezone.now().astimezone(UTC))
    event.add("dtstart", starts)
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("summary", f"{meeting.get_kind_display()}: {meeting.whose}")
    event.add("location", meeting.place)
    event.add("description", meeting.words)
    page = reverse("areas:member-meeting", args=[meeting.pk])
    event.add("url", settings.SITE_URL + page)
    event.add("status", "CANCELLED" if meeting.cancelled_at else "CONFIRMED")
    return event
