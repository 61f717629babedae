"""The promise: what was promised, how it goes, and the numbers to take away."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from watch.cells import harmless
from watch.permissions import get_public_promise, public_promises
from watch.story import frozen_months, household_tiles, tell


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """Every promise with its commitments, the running one first."""
    stories = [tell(promise) for promise in public_promises()]
    stories.sort(key=lambda story: not story.promise.is_running)
    tiles = household_tiles(stories[0].promise) if stories else None
    return render(
        request, "watch/promise_list.html", {"stories": stories, "tiles": tiles}
    )


@require_safe
def promise(request: HttpRequest, slug: str) -> HttpResponse:
    """One promise with evidence, meetings and its history by month."""
    found = get_public_promise(slug)
    follow_ups = found.follow_ups.exclude(minutes="")
    story = tell(found)
    context = {
        "story": story,
        "months": frozen_months(story),
        "follow_ups": follow_ups,
        "surveys": found.municipality.surveys.filter(district=""),
    }
    return render(request, "watch/promise_show.html", context)


@require_safe
def promise_csv(_request: HttpRequest, slug: str) -> HttpResponse:
    """The numbers of a promise as a file; hidden ones are empty cells."""
    story = tell(get_public_promise(slug))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{story.promise.slug}.csv"'
    answer.write("\ufeff")  # spreadsheets read å, ä and ö then
    rows = csv.writer(answer, delimiter=";")
    rows.writerow(
        [_("Commitment"), _("Unit"), _("Target"), _("Number"), _("From"), _("To")]
    )
    for one in story.progress:
        count = one.public_count
        rows.writerow(
            [
                harmless(one.commitment.title),
                harmless(one.commitment.unit),
                one.commitment.target if one.commitment.target is not None else "",
                "" if count is None else count,
                story.promise.starts_on.isoformat(),
                story.promise.ends_on.isoformat(),
            ]
        )
    return answer
