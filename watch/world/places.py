"""Municipalities, statistical areas, localities, streets and households."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.gis.geos import GEOSGeometry, LineString, MultiPolygon, Point
from django.core.management import call_command

from areas.models import Locality, Municipality, StatisticalArea, Street

DATA = Path(__file__).parent / "data"
REGSO = "klippan_regso_2025.geojson"


def features(file: str) -> list[dict[str, Any]]:
    """The features of one of our own GeoJSON files."""
    content: dict[str, list[dict[str, Any]]] = json.loads(
        (DATA / file).read_text("utf-8")
    )
    return content["features"]


def shape_of(geometry: dict[str, Any]) -> MultiPolygon:
    shape = GEOSGeometry(json.dumps(geometry), srid=4326)
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon(shape, srid=4326)


def make_municipalities() -> Municipality:
    """The five of the local police area; gives Klippan."""
    call_command("lpo", stdout=StringIO())
    return Municipality.objects.get(code="1276")


def make_ground(klippan: Municipality) -> None:
    """Statistical areas, localities and streets: what the map draws without tiles."""
    regso = Path(apps.get_app_config("areas").path) / "data" / REGSO
    for feature in json.loads(regso.read_text("utf-8"))["features"]:
        StatisticalArea.objects.create(
            municipality=klippan,
            code=feature["properties"]["regsokod"],
            name=feature["properties"]["regsonamn"],
            shape=shape_of(feature["geometry"]),
        )
    with (DATA / "klippan_localities.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["lon"]:
                point = Point(float(row["lon"]), float(row["lat"]), srid=4326)
                Locality.objects.create(
                    municipality=klippan,
                    name=row["locality"],
                    population=int(row["pop_2020"]),
                    point=point,
                )
    Street.objects.bulk_create(
        Street(
            municipality=klippan,
            name=feature["properties"]["name"],
            locality=feature["properties"]["locality"],
            line=LineString(feature["geometry"]["coordinates"], srid=4326),
        )
        for feature in features("streets_synthetic.geojson")
    )


def make_households() -> None:
    """The 8,151 made-up households, by the command that reads a real register."""
    file = str(DATA / "households.csv")
    call_command("import_households", file, municipality="1276", stdout=StringIO())
