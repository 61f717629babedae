"""Small parts that any page is made of: icons, links, buttons, boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from watch.menus import Entry, way_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.safestring import SafeString

    from watch.menus import Link

register = template.Library()

# Django's message levels and our own words, to the box that says it.
BOXES = {
    "success": "klart",
    "klart": "klart",
    "info": "info",
    "debug": "info",
    "warning": "lampa",
    "lampa": "lampa",
    "error": "fara",
    "fara": "fara",
    "": "",
}
BOX_ICONS = {"klart": "bockring", "info": "info", "lampa": "varning", "fara": "varning"}


@register.simple_tag(name="icon")
def draw(name: str, *, size: str = "", label: str = "") -> SafeString:
    """An icon of the sprite; silent to screen readers unless it has a label."""
    url = static("watch/ikoner.svg")
    css = format_html("ikon ikon--{}", size) if size else "ikon"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
            css,
            label,
            url,
            name,
        )
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"/></svg>',
        css,
        url,
        name,
    )


def icon_or_nothing(name: str) -> SafeString:
    return draw(name) if name else format_html("{}", "")


def attributes(pairs: Mapping[str, Any]) -> SafeString:
    """` name="value"` for each; True gives the bare name, None and False nothing."""
    kept = [(key, value) for key, value in pairs.items() if value not in (None, False)]
    return format_html_join(
        "",
        "{}",
        (
            (format_html(" {}", key),)
            if value is True
            else (format_html(' {}="{}"', key, value),)
            for key, value in kept
        ),
    )


@register.simple_tag
def way(name: str, path: str) -> str:
    """The address of a page by URL name, or by path, or "" while there is none."""
    return way_to(Entry(name, path, ""))


@register.simple_tag
def navlink(
    link: Link, *, icon: bool = True, count: Mapping[str, int] | None = None
) -> SafeString:
    """A link of a menu; `count` maps URL names to the number on their badge."""
    number = count.get(link.name, 0) if count else 0
    badge = (
        format_html(
            ' <span class="antal">{}<span class="sr"> {}</span></span>',
            number,
            _("new"),
        )
        if number
        else ""
    )
    return format_html(
        '<a href="{}"{}>{}{}{}</a>',
        link.url,
        attributes({"aria-current": "page" if link.is_current else None}),
        icon_or_nothing(link.icon if icon or link.name == "account_login" else ""),
        link.label,
        badge,
    )


@register.simple_tag
def button(text: str, kind: str = "", **options: Any) -> SafeString:
    """A button, or with `href` a link that looks like one.

    `kind`: "" primary, linje, fara, larm, lampa. `icon` stands before the words,
    `icon_after` after them; `big` and `wide` are booleans; all else is attributes.
    """
    css = ["knapp"]
    css += [f"knapp--{kind}"] if kind else []
    css += ["knapp--stor"] if options.pop("big", False) else []
    css += ["knapp--hel"] if options.pop("wide", False) else []
    before = icon_or_nothing(options.pop("icon", ""))
    after = icon_or_nothing(options.pop("icon_after", ""))
    element = "a" if "href" in options else "button"
    if element == "button":
        options.setdefault("type", "submit")
    named = {key.replace("_", "-"): value for key, value in options.items()}
    return format_html(
        '<{} class="{}"{}>{}{}{}</{}>',
        element,
        " ".join(css),
        attributes(named),
        before,
        text,
        after,
        element,
    )


@register.simple_tag
def back(href: str, text: str = "") -> SafeString:
    """The way back, first on a question page."""
    return more(href, text or _("Back"), icon="tillbaka")


@register.simple_tag
def more(href: str, text: str, *, icon: str = "", hidden: str = "") -> SafeString:
    """A link on its own line; an arrow follows the words unless an icon leads them.

    `hidden` completes the words for those who hear the link out of its place.
    """
    return format_html(
        '<a class="lank" href="{}">{}{}{}{}</a>',
        href,
        icon_or_nothing(icon),
        text,
        format_html('<span class="sr"> {}</span>', hidden) if hidden else "",
        icon_or_nothing("" if icon else "pil"),
    )


@register.simple_tag
def themebutton(chosen: str, value: str, text: str, icon: str) -> SafeString:
    """One choice of theme, pressed when it is the chosen one."""
    return format_html(
        '<button class="temaknapp" type="submit" name="tema" value="{}"'
        ' aria-pressed="{}">{}{}</button>',
        value,
        "true" if value == chosen else "false",
        draw(icon),
        text,
    )


@register.simple_tag
def note(level: str, text: str) -> SafeString:
    """A message of one sentence, by Django's level or our own word for the box."""
    return box(format_html("<p>{}</p>", text), level)


@register.simple_block_tag
def box(content: str, kind: str = "", *, icon: str = "", role: str = "") -> SafeString:
    """A box around a few sentences: klart, info, lampa, fara or plain."""
    colour = next((BOXES[word] for word in kind.split() if word in BOXES), "")
    return format_html(
        '<div class="ruta{}"{}>{}<div>{}</div></div>',
        f" ruta--{colour}" if colour else "",
        attributes({"role": role or None}),
        draw(icon or BOX_ICONS.get(colour, "info")),
        content,
    )


@register.simple_block_tag
def tableregion(content: str, label: str) -> SafeString:
    """A table that scrolls sideways by itself, by keyboard too."""
    return format_html(
        '<div class="tabellram" tabindex="0" role="region" aria-label="{}">{}</div>',
        label,
        content,
    )


@register.simple_tag
def htmx() -> SafeString:
    """The script and its settings: no eval, no injected style, 422 swaps the form."""
    return format_html(
        '<script src="{}" defer></script>', static("vendor/htmx-2.0.11/htmx.min.js")
    )
