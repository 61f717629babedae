"""The demo's post: what is sent to the catcher can be read, whatever it is."""

import os
import signal
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts import catcher
from alerts.management.commands.mailcatcher import Shelf
from alerts.transports.base import Message, Verdict
from alerts.transports.email import Email
from alerts.transports.letter import TOKEN, Sheet
from alerts.transports.relay import Account


@pytest.fixture(scope="module")
def post(tmp_path_factory):
    """A running catcher: its port and its folder."""
    place = tmp_path_factory.mktemp("post")
    command = [sys.executable, "manage.py", "mailcatcher", "--dir", str(place)]
    env = {**os.environ, "SECRET_KEY": "test"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as run:
        port = int(run.stdout.readline().rpartition(" ")[2])
        yield port, place
        run.send_signal(signal.SIGTERM)
        assert run.wait(10) == 0


def test_a_letter_that_was_sent_can_be_read(post):
    port, place = post
    link = f"https://grannar.example/l/k7m2p/{TOKEN}/"
    sheet = Sheet(
        subject="Inbrott på Björkvägen",
        text=f"Håll utkik.\n\n{link}\n.punkt",
        html=f'<p>Håll utkik</p><a href="{link}">Läs</a>',
        sender="Grannar mot brott <larm@grannar.example>",
    )
    transport = Email(
        Account("127.0.0.1", port, security="none"), sender="larm@grannar.example"
    )
    people = ["bo@grannar.example", "alva@grannar.example", "bo@grannar.example"]
    letters = [
        Message(n, to, sheet.fill(to, token=f"t{n}", reference=f"r{n}"))
        for n, to in enumerate(people)
    ]
    outcomes = [each for each in transport.send(letters) if each]
    transport.close()
    assert [each.verdict for each in outcomes] == [Verdict.ACCEPTED] * 3

    assert len(catcher.messages(place=place)) == 3
    assert len(catcher.messages(place=place, limit=2)) == 2
    assert len(catcher.messages("BO@grannar.example", place=place)) == 2
    (hers,) = catcher.messages("alva@grannar.example", place=place)
    assert hers.subject == "Inbrott på Björkvägen"
    assert hers.sender == "Grannar mot brott <larm@grannar.example>"
    assert hers.text.strip().endswith(".punkt")
    assert hers.links == ("https://grannar.example/l/k7m2p/t1/",)
    assert hers.date is not None
    assert catcher.message(hers.name, place=place) == hers


@pytest.mark.parametrize("name", ["../secret", "x.eml", "", "0" * 20 + "-..eml"])
def test_only_the_catchers_own_names_are_opened(tmp_path, name):
    (tmp_path.parent / "secret").write_text("hemligt")
    assert catcher.message(name, place=tmp_path) is None


def keep(place, letter):
    path = place / f"{1:020d}-{'0' * 16}.eml"
    path.write_bytes(catcher.MARK + b"bo@x.se\r\n" + letter)
    (got,) = catcher.messages(place=place)
    return got


PIECES = [
    *(b"Subject: ", b"=?utf-8?b?", b"?=", b"\r\n", b"\n", b"Content-Type: ", b"--x"),
    *(b"multipart/mixed; boundary=x", b"text/html; charset=", b"nonsense", b"utf-7"),
    *(b"Content-Transfer-Encoding: base64", b"quoted-printable", b"=E5", b"\xff"),
    *(b"Date: ", b"Mon, 99 Foo 99999 25:61 +9999", b"From: ", b"<a href='http://x'>"),
    *(b"<![", b"&#9999999;", b"idna", b"uu", b"\x00", b'"', b"*0*=", b"message/rfc822"),
]


@settings(max_examples=300, deadline=None)
@given(letter=st.lists(st.sampled_from(PIECES) | st.binary(max_size=6)).map(b"".join))
def test_no_letter_is_too_odd_to_be_shown(tmp_path_factory, letter):
    got = keep(tmp_path_factory.getbasetemp(), letter)
    assert got.to == "bo@x.se"
    (got.subject + got.text + got.sender).encode()  # can be written on a page


def test_a_letter_nested_a_thousand_times_is_shown_as_it_is(tmp_path):
    layers = (
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(5000)
    )
    assert keep(tmp_path, b"".join(layers)).to == "bo@x.se"


def test_only_the_newest_letters_are_kept(tmp_path):
    for n in range(30):
        (tmp_path / f"{n:020d}-{'0' * 16}.eml").write_bytes(b"x")
    (tmp_path / "rest.part").write_bytes(b"x")
    Shelf(tmp_path, most=10)
    assert len(catcher.newest(tmp_path)) == 10
    assert catcher.newest(tmp_path)[-1].name.startswith(f"{20:020d}")
    assert not list(tmp_path.glob("*.part"))
