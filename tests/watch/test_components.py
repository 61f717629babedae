"""Components: what each says, draws and weighs."""

import hashlib
import re
from pathlib import Path

import brotli
import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template

from watch.samples import SampleForm

STATIC = Path(settings.BASE_DIR) / "watch" / "static"


def shown(source, **values):
    return Template("{% load look i18n %}" + source).render(Context(values))


# --- forms --------------------------------------------------------------------


def test_a_field_joins_label_hint_and_error():
    html = shown("{% field form.mobile autocomplete='tel' %}", form=SampleForm({}))
    assert '<label class="etikett" for="id_mobile">' in html
    assert 'aria-describedby="id_mobile_helptext id_mobile_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'autocomplete="tel"' in html
    assert "Skriv ditt mobilnummer, till exempel 070-123 45 67" in html


def test_choices_become_cards_or_segments_in_a_fieldset():
    form = SampleForm()
    form.fields["kind"].choice_hints = {"burglary": "I bostad eller förråd"}
    assert shown("{% field form.kind %}", form=form).count('class="val"') == 2
    assert "I bostad eller förråd" in shown("{% field form.kind %}", form=form)
    assert 'class="segment"' in shown(
        "{% field form.when layout='segments' %}", form=form
    )


def test_the_error_summary_leads_to_each_field_that_exists():
    form = SampleForm({"kind": "burglary"})
    html = shown("{% error_summary form %}{% fields form %}", form=form)
    targets = re.findall(r'<a href="#([^"]+)"', html)
    assert targets
    assert all(f'id="{target}"' in html for target in targets)
    assert 'tabindex="-1"' in html


def test_there_is_no_error_summary_while_all_is_well():
    assert shown("{% error_summary form %}", form=SampleForm()).strip() == ""


def test_what_people_type_is_never_markup():
    class Rude(forms.Form):
        name = forms.CharField(label="<b>x</b>", help_text="<i>y</i>")

    html = shown("{% field form.name %}", form=Rude({"name": '"><script>'}))
    assert "<script>" not in html
    assert "<b>" not in html
    assert shown("{% tag word %}", word="<b>x</b>").count("&lt;b&gt;") == 1
    assert "<script>" not in shown(
        "{% summary rows %}", rows=[{"label": "<script>", "value": "<script>"}]
    )


# --- pictures -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("lit", "goal", "booked"), [(0, 5, 0), (3, 5, 1), (9, 14, 2), (6, 5, 3), (5, 5, 9)]
)
def test_the_street_has_a_house_for_each_area_of_the_goal(lit, goal, booked):
    html = shown("{% gata lit goal booked %}", lit=lit, goal=goal, booked=booked)
    total = max(lit, goal)
    assert html.count('class="tand') == lit
    assert html.count('class="pagang') == min(booked, total - lit)
    assert html.count("translate(") == total
    assert f"{lit} av {goal} nya områden är igång" in html


def test_the_street_goes_on_below_after_ten_houses():
    html = shown("{% gata 3 14 %}")
    assert html.count('class="mark"') == 2
    assert "translate(18 136)" in html


def windows(html, kind):
    sizes = re.findall(rf'class="{kind}" y="\d+" width="(\d+)" height="(\d+)"', html)
    return sum(int(wide) * int(high) // 256 for wide, high in sizes)


@pytest.mark.parametrize(
    ("delivered", "total"), [(0, 1), (268, 312), (5, 8), (600, 600), (0, 600)]
)
def test_the_wall_has_a_window_for_each_recipient(delivered, total):
    html = shown("{% fasad delivered total %}", delivered=delivered, total=total)
    assert windows(html, "slackt") == total
    assert windows(html, "tant") == delivered
    assert "tio personer" not in html


def test_on_a_big_wall_a_window_is_ten_people_and_lights_when_all_have_it():
    html = shown("{% fasad 8149 8151 %}")
    assert (windows(html, "slackt"), windows(html, "tant")) == (816, 814)
    assert "Ett fönster är tio personer." in html
    assert len(html) < len(shown("{% fasad 268 312 %}")) + 200
    assert windows(shown("{% fasad 8151 8151 %}"), "tant") == 816


def test_the_bars_say_the_same_in_a_table_and_hide_what_is_hidden():
    rows = [
        {"label": "K1", "value": 12, "before": True},
        {"label": "K2", "value": None},
        {"label": "K3", "value": 2.5},
    ]
    html = shown("{% bars rows 'Inbrott' marker_text='Löftet börjar' %}", rows=rows)
    assert html.count("<td") == 3
    assert html.count("–</td>") == 1
    assert "Löftet börjar" in html
    assert "2,5</td>" in html
    assert not re.search(r'(?:x|y|width|height)="[^"]*,', html)


def test_bars_of_nothing_are_drawn_too():
    assert "<svg" in shown("{% bars rows 'Inbrott' %}", rows=[])


# --- states, map, weight ------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("{% area_state 'running' %}", "Igång"),
        ("{% area_state 'contacts_found' %}", "Har kontaktombud"),
        ("{% kit_state 'stickers_up' %}", "Dekaler uppe"),
        ("{% severity 'retracted' %}", "Tillbakataget"),
        ("{% task_state 'started' %}", "Påbörjat"),
    ],
)
def test_a_state_is_an_icon_and_a_word(source, word):
    html = shown(source)
    assert word in html
    assert "<use href=" in html


def test_map_and_list_share_their_letters():
    areas = [{"name": f"Område {n}", "url": "/", "state": "running"} for n in range(28)]
    html = shown("{% area_list areas %}", areas=areas)
    assert re.findall(r">([A-Z]+)</span>", html)[-3:] == ["Z", "AA", "AB"]


def test_map_data_is_data_and_cannot_break_out():
    data = {"areas": [{"name": "</script><script>alert(1)</script>"}]}
    html = shown("{% map_panel 'Karta' data=data %}", data=data)
    assert "<script>alert" not in html
    assert 'type="application/json"' in html


def compressed(*names):
    return len(
        brotli.compress(b"".join((STATIC / name).read_bytes() for name in names))
    )


def test_every_page_keeps_within_its_weight():
    font = (STATIC / "watch/fonts/atkinson-next-latin.woff2").stat().st_size
    css = compressed("watch/tokens.css", "watch/app.css")
    scripts = compressed("watch/look.js", "vendor/htmx-2.0.11/htmx.min.js")
    assert css <= 12_000
    assert font <= 35_000
    assert scripts <= 25_000
    assert css + font + scripts + compressed("watch/ikoner.svg") <= 80_000


def test_every_icon_that_is_asked_for_is_in_the_sprite():
    known = set(
        re.findall(r'<symbol id="(\w+)"', (STATIC / "watch/ikoner.svg").read_text())
    )
    pages = Path(settings.BASE_DIR).glob("*/templates/**/*.html")
    asked = {
        name
        for page in pages
        for name in re.findall(
            r'{% icon "(\w+)"|\bicon(?:_after)?="(\w+)"', page.read_text()
        )
        for name in name
        if name
    }
    assert asked <= known


def test_what_others_made_is_unchanged():
    table = (STATIC / "vendor/README.md").read_text()
    rows = re.findall(r"\| `([^`]+)` \|.*`([0-9a-f]{64})` \|", table)
    assert len(rows) == 3
    for name, digest in rows:
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest
