"""manage.py lpo: the five municipalities of the local police area of Klippan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.core.management.base import BaseCommand

from areas.boundaries.systems import WGS84
from areas.models import Municipality
from areas.services.imports import keep_municipality

FILE = Path(__file__).resolve().parents[2] / "data" / "lpo_kommuner.geojson"


class Command(BaseCommand):
    """Makes those that aren't there yet; run it as often as you like."""

    help = "Makes the municipalities Bjuv, Klippan, Perstorp, Svalöv and Åstorp."

    def handle(self, *_args: Any, **_options: Any) -> None:
        there = set(Municipality.objects.values_list("code", flat=True))
        for feature in json.loads(FILE.read_text(encoding="utf-8"))["features"]:
            code = feature["properties"]["kommunkod"]
            name = feature["properties"]["kommunnamn"]
            if code not in there:
                keep_municipality(code, name, _shape(feature["geometry"]))
            self.stdout.write(f"{code} {name}")


def _shape(geometry: dict[str, Any]) -> MultiPolygon:
    shape = GEOSGeometry(json.dumps(geometry), srid=WGS84)
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon(shape, srid=WGS84)
