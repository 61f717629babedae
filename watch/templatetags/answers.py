"""Lists and numbers: check answers, tasks, steps, meters, tiles, empty states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html

from watch.templatetags.parts import draw

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.utils.safestring import SafeString

register = template.Library()


@register.inclusion_tag("components/stepper.html")
def stepper(steps: Iterable[str], current: int, label: str = "") -> dict[str, Any]:
    """The fixed steps of a task; `current` counts from 1."""
    numbered = list(enumerate(steps, start=1))
    return {"steps": numbered, "current": int(current), "label": label}


@register.inclusion_tag("components/meter.html")
def meter(
    label: str, value: int, total: int, *, text: str = "", name: str = ""
) -> dict[str, Any]:
    """So many of so many, in words and as a bar; `name` tells two apart."""
    return {
        "label": label,
        "value": value,
        "total": total,
        "most": max(int(total), 1),
        "text": text,
        "id": f"matare-{name or abs(hash(str(label))) % 10**8}",
    }


@register.inclusion_tag("components/stat.html")
def stat(
    number: object, text: str, *, of: str = "", note: str = "", href: str = ""
) -> dict[str, Any]:
    """A tile with one number: `of` small beside it, `note` under the words."""
    return {"number": number, "of": of, "text": text, "note": note, "href": href}


@register.inclusion_tag("components/summary.html")
def summary(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What was answered: rows of label, value and, to change it, url (and change)."""
    return {"rows": rows}


@register.inclusion_tag("components/tasks.html")
def tasks(items: Iterable[Mapping[str, Any]], level: int = 3) -> dict[str, Any]:
    """Numbered tasks: title, state (todo, now, started, done), url, hint, count."""
    return {"items": items, "level": level}


@register.inclusion_tag("components/phone.html")
def phone(time: str, title: str, text: str) -> dict[str, Any]:
    """What the neighbour sees on a locked phone."""
    return {"time": time, "title": title, "text": text}


@register.simple_block_tag
def empty(content: str, title: str, *, icon: str = "lykta") -> SafeString:
    """What will appear here; the content gives one thing to do."""
    return format_html(
        '<div class="ruta ruta--tom">{}<div><p><strong>{}</strong></p>{}</div></div>',
        draw(icon),
        title,
        content,
    )
