"""Everybody of the demo walks through the whole house, from link to link.

Each page on the way: no dead link, nothing from elsewhere, nothing that our policy
forbids, light enough, and no more questions to the database than its budget.
"""

import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.urls import Resolver404, resolve

from areas.models import User
from tests.house.conftest import a_world, client_for, undone, watched
from tests.house.town import ROLES
from watch.demo import CAST

pytestmark = pytest.mark.django_db

# Statements per page, on top of those that tell who is asking; the rest has DEFAULT.
PERSON = 6  # session, user, four questions about roles
DEFAULT = 25
BUDGET = {
    "watch:home": 20,
    "watch:promise": 28,
    "watch:advice": 1,
    "watch:about": 1,
    "watch:privacy": 1,
    "watch:desk": 18,
    "areas:area-list": 7,
    "areas:map-data": 4,
    "marking:figures": 12,
}
SWEDISH, ENGLISH = 2, 1  # pages of one kind per person: the second may be the odd one
PAGE, TABLE = 30_000, 60_000  # bytes of HTML (ux.md E6)
HEAVY = {
    "marking:labels": 5_000_000,  # a sheet to print, a code of some 4 kB per kit
    "areas:officer-boundary": 100_000,  # the streets that a drawn line keeps to
    "areas:contact-boundary": 100_000,
}
TABLES = ("/samordning/", "/ombud/", "/komponenter/")
NOT_WALKED = ("/static/", "/drift/admin/", "/konto/logout/", "/demo/inkorg/")
LINK = re.compile(r"<a\b[^>]*\bhref=\"([^\"]*)\"", re.IGNORECASE)
ELSEWHERE = re.compile(
    r"<(?:script|img|iframe|source|form|embed|object|video|audio)\b[^>]*"
    r"\s(?:src|srcset|action|data)=\"(?:https?:)?//[^\"]*\""
    r"|<link\b[^>]*href=\"(?:https?:)?//[^\"]*\"",
    re.IGNORECASE,
)
INLINE = re.compile(
    r"\sstyle=\"[^\"]*\"|\son[a-z]+=\"[^\"]*\"|href=\"javascript:[^\"]*\""
    r"|<style(?![^>]*nonce)[^>]*>"
    r"|<script(?![^>]*(?:\ssrc=|nonce=|type=\"application/json\"))[^>]*>",
    re.IGNORECASE,
)


class Walk:
    """One person's way through the house."""

    def __init__(self, client, start):
        self.client = client
        self.waiting, self.seen = [(start, "")], {start}
        self.kinds = Counter()
        self.pages = []

    def run(self):
        while self.waiting:
            url, origin = self.waiting.pop(0)
            with undone(), watched() as statements:
                answer = self.client.get(url)
            kind = _kind(url)
            self.pages.append(Page(url, origin, kind, answer, len(statements)))
            if answer.status_code in (301, 302):
                self.meet(urljoin(url, answer["Location"]), url)
            for link in self.pages[-1].links:
                self.meet(urljoin(url, link), url)
        return self.pages

    def meet(self, link, origin):
        parts = urlsplit(link)
        url = parts.path + (f"?{parts.query}" if parts.query else "")
        outside = parts.netloc not in ("", "testserver") or parts.scheme != ""
        if outside or url in self.seen or parts.path.startswith(NOT_WALKED):
            return
        kind = _kind(url)
        if self.kinds[kind] < (ENGLISH if kind.startswith("en ") else SWEDISH):
            self.kinds[kind] += 1
            self.seen.add(url)
            self.waiting.append((url, origin))


class Page:
    def __init__(self, url, origin, kind, answer, statements):
        self.url, self.origin, self.kind = url, origin, kind
        self.status, self.statements = answer.status_code, statements
        self.policy = answer.headers.get("Content-Security-Policy", "")
        is_html = answer.headers.get("Content-Type", "").startswith("text/html")
        self.html = answer.content.decode() if is_html else ""

    @property
    def links(self):
        found = [link.replace("&amp;", "&") for link in LINK.findall(self.html)]
        return [link for link in found if not link.startswith(("#", "mailto:", "tel:"))]


def _kind(url):
    """The address's name, and its language."""
    try:
        match = resolve(urlsplit(url).path)
    except Resolver404:
        return url
    return ("en " if url.startswith("/en/") else "") + (match.view_name or url)


@pytest.fixture(scope="module")
def walks(django_db_setup, django_db_blocker, tmp_path_factory):
    run_dir = tmp_path_factory.mktemp("run")
    with a_world(django_db_blocker, DEMO=True, RUN_DIR=run_dir):
        call_command("demo", stdout=(run_dir / "demo.log").open("w"))
        people = {role.key: User.objects.get(email=role.email) for role in CAST}
        yield {
            who: Walk(client_for(person), "/").run()
            for who, person in {"alla": None, **people}.items()
        }


def pages(walks):
    return [(who, page) for who, walk in walks.items() for page in walk]


def html(walks):
    return [(who, page) for who, page in pages(walks) if page.html]


def _hits(walks, pattern):
    found = html(walks)
    return {
        (page.kind, hit) for _who, page in found for hit in pattern.findall(page.html)
    }


def test_the_walk_comes_far(walks):
    assert all(len(walk) > 25 for walk in walks.values())
    assert len({page.kind for _who, page in pages(walks)}) > 80
    assert len(ROLES) > len(walks)


def test_no_link_is_dead(walks):
    dead = [
        f"{who}: {page.origin} leads to {page.url}, {page.status}"
        for who, page in pages(walks)
        if page.status not in (200, 301, 302)
    ]
    assert not dead, "\n".join(dead)


def test_nothing_is_fetched_from_elsewhere(walks):
    found = {
        (p.kind, hit) for _who, p in html(walks) for hit in ELSEWHERE.findall(p.html)
    }
    assert found == set()


def test_nothing_is_inline(walks):
    assert _hits(walks, INLINE) == set()


def test_every_page_has_the_strict_policy(walks):
    for _who, page in html(walks):
        assert "default-src 'none'" in page.policy, page.url
        assert "unsafe-" not in page.policy, page.url


def test_every_page_has_one_heading_a_title_and_a_main(walks):
    odd = {
        f"{page.kind}: {what} {page.html.count(what)} times"
        for _who, page in html(walks)
        for what in ("<h1", "<title>", "<main")
        if page.html.count(what) != 1
    }
    assert not odd, "\n".join(sorted(odd))


def test_no_id_stands_twice_on_a_page(walks):
    twice = {
        f"{page.kind}: {name}"
        for _who, page in html(walks)
        for name, times in Counter(re.findall(r"\sid=\"([^\"]+)\"", page.html)).items()
        if times > 1
    }
    assert not twice, "\n".join(sorted(twice))


def test_a_page_is_light(walks):
    heavy = {
        f"{page.kind}: {size} bytes"
        for _who, page in html(walks)
        if (size := len(page.html.encode())) > _most(page)
    }
    assert not heavy, "\n".join(sorted(heavy))


def _most(page):
    ordinary = TABLE if page.url.removeprefix("/en").startswith(TABLES) else PAGE
    return HEAVY.get(page.kind.removeprefix("en "), ordinary)


def test_a_page_keeps_to_its_budget_of_queries(walks):
    dear = {
        f"{page.kind}: {page.statements} for {who}"
        for who, page in pages(walks)
        if page.statements > _budget(page, who)
    }
    assert not dear, "\n".join(sorted(dear))


def _budget(page, who):
    most = BUDGET.get(page.kind.removeprefix("en "), DEFAULT)
    return most if who == "alla" else most + PERSON


def test_no_swedish_page_has_english_words_left(walks):
    telling = re.compile(r">\s*(Save|Send|Back|Show|Settings|Log out|Log in|Close)\s*<")
    found = {
        f"{page.kind}: {hit}"
        for _who, page in html(walks)
        if not page.url.startswith("/en/")
        for hit in telling.findall(page.html)
    }
    assert found == set()
