"""The words for everything that can be wrong with a file or a shape.

Lazy, so that they are said in the reader's language. Gaps are filled by name.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from .plain import Unreadable
from .systems import NAMES

FILE = {
    "empty_file": _("The file is empty."),
    "no_such_file": _("There is no such file: %(path)s"),
    "not_a_file": _("That is a folder, not a file: %(path)s"),
    "may_not_read": _("The file cannot be read: %(path)s"),
    "too_large": _("The file is too large. The limit is %(most)s MB."),
    "too_heavy": _("The file is too heavy to read. Divide it or simplify it."),
    "broken": _("The file cannot be read. It may be damaged."),
    "unknown_format": _(
        "This is no map file that we know. Use GeoJSON, KML, GPX, GeoPackage or a "
        "zipped shapefile."
    ),
    "officers_format": _(
        "Files of this kind (%(format)s) are read for the municipality only. Use "
        "GeoJSON, KML or GPX."
    ),
    "not_text": _("The file's letters cannot be read. Save it as UTF-8."),
    "broken_json": _("The file begins as GeoJSON but breaks off or is damaged."),
    "not_geojson": _("The file is JSON, but not GeoJSON."),
    "broken_xml": _("The file is damaged, or holds things that are not allowed in it."),
    "network_link": _(
        "The file fetches its shapes from somewhere else. Save the shapes themselves."
    ),
    "no_tracks": _("The file has no track and no route to make a boundary of."),
    "broken_shapefile": _("The shapefile is damaged or cut short."),
    "broken_geopackage": _("The GeoPackage is damaged or is another kind of database."),
    "no_layers": _("The GeoPackage has no layer with shapes."),
    "broken_archive": _("The archive is damaged or cut short."),
    "too_many_entries": _("The archive holds more than %(most)s files."),
    "bomb": _("The archive grows too much when it is unpacked."),
    "unsafe_archive": _("The archive points outside itself and is not read."),
    "nested_archive": _("The archive holds another archive. Send the file inside."),
    "locked_archive": _("The archive has a password. Send it without."),
    "no_map_inside": _("The archive holds no map file that we know."),
    "no_features": _("The file holds no shapes."),
    "too_many_features": _("The file holds more than %(most)s shapes."),
    "too_many_corners_file": _(
        "The file has %(corners)s corners in all. The limit is %(most)s."
    ),
    "unknown_crs": _(
        "The file uses a coordinate system that we do not read: %(named)s. Use WGS 84, "
        "SWEREF 99 TM, SWEREF 99 13 30 or RT 90 2,5 gon V."
    ),
    "only_wgs84": _(
        "The coordinates are not in WGS 84 but in %(named)s. Save the file with "
        "longitude and latitude."
    ),
    "needs_crs": _("The file does not say which coordinate system it uses."),
    "no_such_field": _("There is no field %(field)s. The fields are: %(there)s."),
}
FEATURE = {
    "not_a_feature": _("This is not a shape."),
    "empty": _("The shape is empty."),
    "too_deep": _("The shape is packed inside too many others."),
    "point": _("This is a point. A boundary is a surface."),
    "line": _("This is a line. A boundary is a surface."),
    "not_a_surface": _("This is not a surface."),
    "not_numbers": _("The coordinates are not numbers."),
    "not_finite": _("A coordinate is not a number with an end."),
    "broken_geometry": _("The shape is damaged."),
    "swapped": _(
        "The coordinates have changed places: longitude (or east) comes before "
        "latitude (or north)."
    ),
    "other_system": _(
        "The coordinates do not fit %(said)s. They look like %(likely)s."
    ),
    "outside_sweden": _("The boundary is outside Sweden."),
    "point_outside": _("The place is outside Sweden."),
    "too_few_corners": _("The boundary needs at least three different corners."),
    "too_many_corners": _(
        "The boundary has %(corners)s corners. The limit is %(most)s."
    ),
    "too_many_rings": _(
        "The boundary has %(rings)s parts and holes. The limit is %(most)s."
    ),
    "crossing": _("The boundary crosses or touches itself here."),
    "tangled": _("The boundary crosses itself too often to be checked."),
    "not_valid": _("The parts of the boundary lie over each other here."),
    "too_small": _(
        "The boundary holds %(size)s hectares. The smallest is %(least)s hectare."
    ),
    "too_big": _("The boundary holds %(size)s km². The largest is %(most)s km²."),
    "hole": _("There is a hole here. Homes in it are not in the area."),
    "outside_municipality": _(
        "%(share)s %% of the boundary lies outside %(municipality)s."
    ),
    "overlap": _("The boundary lies over %(name)s by %(share)s %% of the smaller one."),
}
LOOKS_LIKE = _("From its numbers it looks like %(likely)s.")


def say(code: str, known: dict[str, Any]) -> str:
    """The sentence for a code, its gaps filled."""
    template = str(FILE.get(code) or FEATURE.get(code) or FILE["broken"])
    try:
        sentence = template % known
    except (KeyError, TypeError, ValueError):
        sentence = str(FILE["broken"])
    if code == "needs_crs" and known.get("likely") in NAMES:
        likely = NAMES[known["likely"]]
        sentence += " " + str(LOOKS_LIKE) % {"likely": likely}
    return sentence


def sentence_of(refusal: Unreadable) -> str:
    """What to tell the person whose file was refused."""
    return say(refusal.code, refusal.known)
