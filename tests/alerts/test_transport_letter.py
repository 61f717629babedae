"""A sheet's copies are sound e-mail, whatever was written."""

import email
import email.policy
import itertools

import pytest

from alerts.transports.addresses import read_return_path, return_path
from alerts.transports.letter import TOKEN, Sheet

LINK = f"https://grannar.example/l/k7m2p/{TOKEN}/"
TEXT = (
    "Inbrott på Björkvägen i natt. Håll utkik – hör av dig.\n\n"
    f"Läs mer: {LINK}\n.en punkt först\n..två\nFrom here\n100 % säkert = nej %b %s\n"
    + "Mycket lång rad med ord "
    * 20
)
HTML = f'<p>Inbrott på <b>Björkvägen</b></p><a href="{LINK}">Läs mer</a>' + "å" * 300
ME = "Grannar mot brott <larm@grannar.example>"


def sheet(**given):
    given = {"subject": "Larm", "text": TEXT, "html": HTML, "sender": ME} | given
    return Sheet(
        list_id="bjorkvagen.grannar.example",
        unsubscribe=f"https://grannar.example/av/{TOKEN}/",
        **given,
    )


def copy(letter, to="bo@example.se", token="abcDEF-_0123456789abcd", key="0f-1a"):
    data = letter.fill(to, token=token, reference=key)
    return data, email.message_from_bytes(data, policy=email.policy.default)


def test_a_copy_says_what_was_written_with_the_recipients_own_token():
    data, got = copy(sheet())
    token = "abcDEF-_0123456789abcd"
    text = got.get_body(["plain"]).get_content().replace("\r\n", "\n")
    html = got.get_body(["html"]).get_content().replace("\r\n", "\n")
    assert text.rstrip("\n") == TEXT.replace(TOKEN, token)
    assert html.rstrip("\n") == HTML.replace(TOKEN, token)
    assert TOKEN.encode() not in data
    assert got["List-Unsubscribe"] == f"<https://grannar.example/av/{token}/>"
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert got["Message-ID"] == "<0f-1a@grannar.example>"
    assert got["To"] == "bo@example.se"
    assert got["From"] == ME
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["List-Id"] == "<bjorkvagen.grannar.example>"
    assert got["Date"].datetime is not None


def test_a_copy_is_ascii_with_whole_short_lines_and_no_dot_first():
    data, _ = copy(sheet(text=TEXT + "\n" + "." * 200 + "\n.\n\nslut"))
    assert data.isascii()
    assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r")
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert max(map(len, lines[lines.index(b"") :])) <= 76
    assert not [line for line in lines if line.startswith((b".", b"From "))]


def test_the_same_message_id_comes_out_at_every_retry():
    letter = sheet()
    first, again = copy(letter)[0], copy(letter)[0]
    assert first == again


def test_text_alone_makes_a_plain_letter():
    _, got = copy(sheet(html=""))
    assert got.get_content_type() == "text/plain"
    assert "Björkvägen" in got.get_content()


BREAKS = ["\r\n", "\n", "\r", "\x00", "\x0b", "\x0c", "\x85", "\u2028", "\ud800"]
TRICKS = ["Bcc: all@evil.example", "\tfolded", "Subject: other", ".", ""]


@pytest.mark.parametrize(("breaker", "trick"), [*itertools.product(BREAKS, TRICKS)])
def test_no_text_can_add_a_header(breaker, trick):
    evil = f"Larm{breaker}{trick}{breaker}{breaker}<b>hej</b>"
    _, honest = copy(sheet())
    _, got = copy(sheet(subject=evil, text=evil, html=evil))
    assert got.keys() == honest.keys()
    assert got["From"] == ME
    assert "\n" not in str(got["Subject"])
    assert got["Subject"].startswith("Larm")


@pytest.mark.parametrize("to", ["bo@x.se\r\nBcc: a@b.se", "bo@x.se\nX: y", "a b@c"])
def test_no_address_can_add_a_header(to):
    _, got = copy(sheet(), to=to)
    assert got["Bcc"] is None
    assert got["X"] is None
    assert "bo@x.se" not in str(got["To"])


@pytest.mark.parametrize("bad", ["a b", "a\r\nb", "", "a>b", "å"])
def test_a_token_can_only_be_a_token(bad):
    with pytest.raises(ValueError, match="token"):
        copy(sheet(), token=bad)


def test_a_return_path_names_its_delivery_and_cannot_be_made_up():
    address = return_path(812_345_678, b"key", "studs.grannar.example")
    assert read_return_path(address, b"key") == 812_345_678
    assert read_return_path(f"<{address.upper()}>", b"key") == 812_345_678
    assert read_return_path(address, b"other") is None
    assert read_return_path(address.replace("812", "813"), b"key") is None
    assert read_return_path("bounce+1-x@studs.grannar.example", b"key") is None
    assert len(address.partition("@")[0]) <= 64
