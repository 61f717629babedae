"""Homes follow the approved boundaries; people who joined are asked first."""

from datetime import date

import pytest
from django.contrib.gis.geos import Point

from areas.boundaries.placing import (
    covering,
    households_in,
    municipality_covering,
    place_households,
)
from areas.models import Boundary, Household
from tests import make

pytestmark = pytest.mark.django_db
HERE = (13.155, 56.135)
WEST_HALF = (13.15, 56.13, 13.154, 56.14)
ALL = (13.15, 56.13, 13.16, 56.14)


def home(area=None, place=HERE, **extra):
    municipality = make.make_municipality()
    point = Point(*place, srid=4326) if place else None
    return Household.objects.create(
        municipality=municipality, area=area, street="Åvägen", point=point, **extra
    )


def redraw(area, bounds):
    """Approves another boundary, as an officer would."""
    area.boundaries.current().update(replaced_on=date.today())
    Boundary.objects.create(
        area=area, shape=make.box(*bounds), state=Boundary.State.APPROVED
    )


def test_a_home_is_placed_in_the_area_that_covers_it():
    area = make.make_area(bounds=ALL)
    inside, outside = home(), home(place=(13.3, 56.2))
    placing = place_households(area)
    inside.refresh_from_db()
    outside.refresh_from_db()
    assert (inside.area, outside.area) == (area, None)
    assert (placing.placed, placing.to_ask) == ([inside.pk], [])


def test_a_proposed_boundary_places_nobody():
    area = make.make_area(bounds=ALL)
    area.boundaries.update(state=Boundary.State.PROPOSED)
    home()
    assert place_households(area.municipality).placed == []


def test_a_home_without_members_follows_the_new_boundary():
    area = make.make_area(bounds=ALL)
    empty = home(area)
    redraw(area, WEST_HALF)
    assert place_households(area).emptied == [empty.pk]
    empty.refresh_from_db()
    assert empty.area is None


@pytest.mark.parametrize("state", ["joined", "paused", "pending"])
def test_people_who_fall_outside_are_asked_not_dropped(state):
    area = make.make_area(bounds=ALL)
    lived_in = home(area)
    make.make_member(area, make.make_person(), household=lived_in, state=state)
    redraw(area, WEST_HALF)
    assert place_households(area).to_ask == [lived_in.pk]
    lived_in.refresh_from_db()
    assert lived_in.area == area


def test_a_home_that_its_people_left_is_free_to_move():
    area = make.make_area(bounds=ALL)
    left = home(area)
    make.make_member(area, make.make_person(), household=left, state="left")
    redraw(area, WEST_HALF)
    assert place_households(area).emptied == [left.pk]


def test_a_home_in_the_seam_of_two_areas_stays_where_it_is():
    first = make.make_area("Första", bounds=ALL)
    second = make.make_area("Andra", bounds=(13.1549, 56.13, 13.17, 56.14))
    in_second = home(second)
    new = home()
    assert place_households(first).placed == [new.pk]
    assert place_households(second).placed == []
    in_second.refresh_from_db()
    new.refresh_from_db()
    assert (in_second.area, new.area) == (second, first)


def test_a_home_that_leaves_one_area_may_land_in_the_next():
    first = make.make_area("Första", bounds=ALL)
    second = make.make_area("Andra", bounds=(13.154, 56.13, 13.17, 56.14))
    moving = home(first)
    redraw(first, WEST_HALF)
    assert place_households(first).placed == [moving.pk]
    moving.refresh_from_db()
    assert moving.area == second


def test_a_home_without_a_point_is_left_alone():
    area = make.make_area(bounds=ALL)
    protected = home(area, place=None)
    redraw(area, WEST_HALF)
    place_households(area)
    protected.refresh_from_db()
    assert protected.area == area


def test_an_area_without_an_approved_boundary_keeps_its_homes():
    area = make.make_area(bounds=ALL)
    area.boundaries.update(state=Boundary.State.PROPOSED)
    listed = home(area, place=(13.3, 56.2))
    place_households(area.municipality)
    listed.refresh_from_db()
    assert listed.area == area


def test_a_closed_area_lets_its_homes_go():
    area = make.make_area(bounds=ALL, state="closed")
    empty = home(area)
    assert place_households(area).emptied == [empty.pk]


def test_homes_of_another_municipality_are_not_taken():
    area = make.make_area(bounds=ALL)
    other = make.make_municipality("1275", "Perstorp")
    neighbour = home()
    Household.objects.update(municipality=other)
    assert place_households(area).placed == []
    assert place_households(other).placed == []
    neighbour.refresh_from_db()
    assert neighbour.area is None


def test_a_point_finds_its_area_and_its_municipality():
    area = make.make_area(bounds=ALL)
    make.make_area("Längre bort", bounds=(13.3, 56.13, 13.31, 56.14))
    point = Point(*HERE, srid=4326)
    assert covering(point) == area
    assert municipality_covering(point) == area.municipality
    assert covering(Point(14, 57, srid=4326)) is None
    area.state = "closed"
    area.save()
    assert covering(point) is None


def test_a_drawn_shape_finds_the_homes_in_it():
    inside, _outside = home(), home(place=(13.3, 56.2))
    home(place=None)
    assert list(households_in(make.box(*ALL))) == [inside]


def test_a_question_costs_one_query(django_assert_num_queries):
    make.make_area(bounds=ALL)
    with django_assert_num_queries(1):
        covering(Point(*HERE, srid=4326))
