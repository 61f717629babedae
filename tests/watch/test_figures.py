"""The small-number rules (decision 23; guarantees 13.4)."""

from itertools import product

import pytest
from django.utils.translation import override

from watch import figures


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "färre än 5"), (4, "färre än 5"), (5, "5"), (641, "641"), (8151, "8\xa0151")],
)
def test_below_five_there_is_no_public_number(count, said):
    with override("sv"):
        assert figures.said(count) == said
    assert figures.public(count) == (count if count >= 5 else None)


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (5, 19, None),  # too few to divide by
        (4, 100, None),  # too few to tell of
        (97, 100, None),  # three who are not with us
        (100, 100, 100),
        (58, 187, 30),
        (33, 100, 35),
        (32, 100, 30),
        (204, 641, 30),
    ],
)
def test_a_share_needs_twenty_and_is_in_steps_of_five(part, whole, percent):
    assert figures.share(part, whole) == percent


@pytest.mark.parametrize(
    ("before", "after", "percent"),
    [(19, 5, None), (20, 10, -50), (20, 4, None), (40, 36, -10), (20, 31, 55)],
)
def test_a_change_needs_twenty_before(before, after, percent):
    assert figures.change(before, after) == percent


def test_a_part_beside_its_whole_hides_when_the_rest_would_be_told():
    assert figures.within(12, 11) is None
    assert figures.within(12, 7) == 7
    assert figures.within(12, 12) == 12
    assert figures.within(12, 4) is None


def test_a_month_that_moves_by_less_than_five_shows_the_month_before():
    assert figures.moved(None, 12) == 12
    assert figures.moved(12, 15) == 12
    assert figures.moved(12, 17) == 17
    assert figures.moved(12, 8) == 12
    assert figures.moved(12, 12) == 12
    assert figures.moved(None, 3) is None
    assert figures.moved(8, 3) is None


def test_a_lone_small_cell_takes_another_with_it():
    shown = figures.table({"Åbyn": 3, "Krika": 14, "Norrehed": 30})
    assert shown.cells == {"Åbyn": None, "Krika": None, "Norrehed": 30}
    assert shown.total == 47


def test_two_small_cells_at_their_limits_are_not_told_by_their_sum():
    # 4 + 4 = 8 can only be 4 and 4; 0 + 0 only 0 and 0.
    for pair in ((4, 4), (0, 0), (4, 3), (0, 1)):
        shown = figures.table({"a": pair[0], "b": pair[1], "c": 20, "d": 30})
        assert shown.cells["c"] is None


def test_when_nothing_can_hide_it_the_total_goes():
    shown = figures.table({"a": 3})
    assert shown.cells == {"a": None}
    assert shown.total is None


def test_large_cells_and_own_acts_are_shown():
    assert figures.table({"a": 5, "b": 6}).cells == {"a": 5, "b": 6}
    assert figures.table({"a": 1, "b": 2}, acts=True).total == 3


def possible(counts, shown):
    """Every set of counts that a reader who knows the rules cannot rule out."""
    hidden = [key for key, count in shown.cells.items() if count is None]
    left = shown.total - sum(count or 0 for count in shown.cells.values())
    small = [range(5) if counts[key] < 5 else range(5, left + 1) for key in hidden]
    return [
        dict(zip(hidden, guess, strict=True))
        for guess in product(*small)
        if sum(guess) == left
    ]


@pytest.mark.parametrize("first", range(9))
@pytest.mark.parametrize("second", range(9))
@pytest.mark.parametrize("third", [0, 4, 5, 11])
def test_no_hidden_small_number_follows_from_the_total(first, second, third):
    counts = {"a": first, "b": second, "c": third}
    shown = figures.table(counts)
    if shown.total is None:
        return
    for key, count in shown.cells.items():
        if count is None and counts[key] < 5:
            values = {guess[key] for guess in possible(counts, shown)}
            assert len(values) >= 3, (counts, shown)
