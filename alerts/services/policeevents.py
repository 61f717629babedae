"""Stores the police's events as hints: never twice, never an old one as new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from alerts import policefeed
from alerts.exceptions import Refused
from alerts.models import Alert, PoliceAnswer, PoliceEvent
from areas.models import Municipality
