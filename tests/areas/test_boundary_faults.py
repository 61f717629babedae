"""What is wrong with a drawn boundary, and where."""

import json
import math
import random

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from areas.boundaries.crossing import crossings
from areas.boundaries.drawn import shape_of
from areas.boundaries.faults import Neighbour, faults, stopping
from areas.exceptions import Refused
from tests import make

from . import mapfiles as files


def shape(ring, *holes):
    return MultiPolygon(Polygon(ring, *holes, srid=4326), srid=4326)


def codes(found):
    return [fault.code for fault in found]


def test_a_plain_square_has_no_faults():
    assert faults(shape(files.square())) == []


def test_a_bow_tie_is_refused_at_the_place_where_it_crosses():
    west, south, east, north = 13.15, 56.13, 13.16, 56.14
    ring = [(west, south), (east, north), (east, south), (west, north), (west, south)]
    (fault,) = faults(shape(ring))
    assert fault.code == "crossing"
    assert fault.where == pytest.approx((13.155, 56.135))


def test_a_spike_and_a_figure_of_eight_are_crossings():
    spike = [*files.square()[:-1], (13.15, 56.145), (13.15, 56.135), (13.15, 56.13)]
    eight = [(13.15, 56.13), (13.16, 56.13), (13.155, 56.135), (13.16, 56.14)]
    eight += [(13.15, 56.14), (13.155, 56.135), (13.15, 56.13)]
    assert "crossing" in codes(faults(shape(spike)))
    (fault,) = faults(shape(eight))
    assert (fault.code, fault.where) == ("crossing", (13.155, 56.135))


def test_all_crossings_of_a_star_are_shown_at_once():
    turn = [2 * math.pi * 2 * i / 5 for i in range(6)]
    ring = [(13.15 + math.sin(a) / 100, 56.13 + math.cos(a) / 100) for a in turn]
    ring[-1] = ring[0]
    assert codes(faults(shape(ring))) == ["crossing"] * 5


def test_the_worst_star_that_is_let_in_is_answered():
    turn = [2 * math.pi * 999 * i / 1999 for i in range(1999)]
    ring = [(13.15 + math.sin(a) / 100, 56.13 + math.cos(a) / 100) for a in turn]
    found = faults(shape([*ring, ring[0]]))
    assert set(codes(found)) <= {"crossing", "tangled"}
    assert found


def test_random_rings_are_judged_as_geos_judges_them():
    chance = random.Random(7)
    for _ in range(300):
        ring = [
            (round(chance.random(), 1), round(chance.random(), 1))
            for _ in range(chance.randint(3, 7))
        ]
        ring = [c for i, c in enumerate(ring) if c != ring[i - 1]]
        if len(set(ring)) < 3:
            continue
        ring.append(ring[0])
        assert (not crossings([ring])) == Polygon(ring).valid, ring


def test_a_hole_is_shown_but_does_not_stop():
    hole = [(13.153, 56.133), (13.156, 56.133), (13.156, 56.136), (13.153, 56.133)]
    (fault,) = found = faults(shape(files.square(), hole))
    assert fault.code == "hole"
    assert fault.geometry.area > 0
    assert stopping(found) == []


def test_a_hole_that_leaves_its_ring_stops():
    hole = [(13.153, 56.133), (13.17, 56.133), (13.156, 56.136), (13.153, 56.133)]
    assert "crossing" in codes(faults(shape(files.square(), hole)))


def test_parts_that_lie_over_each_other_are_refused_with_a_place():
    both = MultiPolygon(
        Polygon(files.square()), Polygon(files.square(size=0.005)), srid=4326
    )
    (fault,) = faults(both)
    assert fault.code == "not_valid"
    assert fault.where


@pytest.mark.parametrize(
    ("size", "expected"),
    [(0.0005, ["too_small"]), (0.002, []), (0.15, []), (0.25, ["too_big"])],
)
def test_an_area_is_neither_a_garden_nor_a_county(size, expected):
    assert codes(faults(shape(files.square(size=size)))) == expected


@pytest.mark.parametrize(
    ("ring", "code"),
    [
        ([(y, x) for x, y in files.square()], "swapped"),
        ([(x - 10, y) for x, y in files.square()], "outside_sweden"),
        ([*files.square()[:2], (math.nan, 56.14), files.square()[0]], "not_finite"),
        ([(13.1, 56.1), (13.2, 56.1), (13.1, 56.1), (13.1, 56.1)], "too_few_corners"),
    ],
)
def test_numbers_are_looked_at_before_geos_is_asked(ring, code):
    assert code in codes(faults(shape(ring)))


def test_more_corners_than_two_thousand_are_too_many():
    ring = [(13.15 + i * 1e-6, 56.13) for i in range(2001)]
    ring += [(13.155, 56.14), ring[0]]
    assert codes(faults(shape(ring))) == ["too_many_corners"]


def test_an_empty_shape_is_empty():
    assert codes(faults(MultiPolygon(srid=4326))) == ["empty"]


def test_a_neighbour_may_be_touched_but_not_covered():
    beside = Neighbour("Granbacken", shape(files.square(1)))
    partly = Neighbour(
        "Granbacken", shape([(x + 0.0099, y) for x, y in files.square()])
    )
    half = Neighbour("Granbacken", shape([(x + 0.005, y) for x, y in files.square()]))
    assert faults(shape(files.square()), others=[beside]) == []
    assert faults(shape(files.square()), others=[partly]) == []
    (fault,) = faults(shape(files.square()), others=[half])
    assert fault.code == "overlap"
    assert "Granbacken" in fault.sentence
    assert "50 %" in fault.sentence
    assert fault.geometry.contains(fault.geometry.point_on_surface)


def test_a_small_area_inside_a_large_one_overlaps_by_all_of_itself():
    inside = Neighbour("Liten", shape(files.square(size=0.001)))
    (fault,) = faults(shape(files.square()), others=[inside])
    assert "100 %" in fault.sentence


@pytest.mark.django_db
def test_a_boundary_stays_in_its_municipality_but_for_a_strip():
    klippan = make.make_municipality(bounds=(13.0, 56.0, 13.1553, 56.3))
    (fault,) = faults(shape(files.square()), municipality=klippan)
    assert fault.code == "outside_municipality"
    assert "Klippan" in fault.sentence
    klippan.boundary = make.box(13.0, 56.0, 13.1596, 56.3)  # 25 m short
    assert faults(shape(files.square()), municipality=klippan) == []


def test_what_is_drawn_on_the_page_becomes_a_shape():
    assert files.same_place(shape_of(json.dumps(files.polygon())))
    assert files.same_place(shape_of(json.dumps(files.feature())))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hej",
        "[" * 100_000,
        '{"type":"Point","coordinates":[13,56]}',
        '{"type":"Polygon","coordinates":[]}',
        '{"type":"Polygon","coordinates":[[[1e400,56],[13,57],[13,58]]]}',
        '{"type":"FeatureCollection","features":[]}',
        " " * 200_001,
        "\ud800",
    ],
)
def test_what_is_not_a_shape_is_refused_in_a_sentence(text):
    with pytest.raises(Refused) as refusal:
        shape_of(text)
    assert refusal.value.sentence.endswith(".")
