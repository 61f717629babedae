"""Meetings: the list, booking, inviting, noting, papers, poster and calendar."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from areas.calendarfile import calendar_file
from areas.exceptions import Refused
from areas.forms.meetings import BookForm, HeldForm, PaperForm
from areas.models import Meeting, MeetingFile
from areas.permissions import person
from areas.qr import code_for, shown
from areas.services import meetings as services
from areas.upkeep_access import found, kept_meetings_for, open_meetings_for

both = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = 50


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Those to come first, then those that have been."""
    rows = kept_meetings_for(person(request))
    now = timezone.now()
    context = {
        "coming": rows.filter(starts_at__gt=now).order_by("starts_at"),
        "been": rows.filter(starts_at__lte=now)[:SHOWN],
    }
    return render(request, "areas/meeting_list.html", context)


@both
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Book a meeting."""
    user = person(request)
    form = BookForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        told = {name: typed[name] for name in ("place", "minutes", "words")}
        when = {"kind": typed["kind"], "starts_at": typed["starts_at"]}
        try:
            made = services.book_meeting(typed["whose"], by=user, **when, **told)
        except Refused as refusal:
            field = "on" if refusal.code == "starts_at" else None
            form.add_error(field, refusal.as_form_error())
        else:
            return redirect("areas:meeting", made.pk)
    status = 422 if form.errors else 200
    return render(request, "areas/meeting_new.html", {"form": form}, status=status)


def _own(request: HttpRequest, pk: int) -> Meeting:
    meeting: Meeting = found(kept_meetings_for(person(request)), pk=pk)
    return meeting


@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting with what can be done now."""
    return _page(request, _own(request, pk))


def _page(request: HttpRequest, row: Meeting, **forms: Any) -> HttpResponse:
    initial = {"attended": row.attended, "notes": row.notes}
    context = {
        "meeting": row,
        "files": row.files.defer("data"),
        "held": HeldForm(initial=initial),
        "paper": PaperForm(),
    } | forms
    wrong = next((form for form in forms.values() if form.errors), None)
    context["form"] = wrong
    status = 422 if wrong else 200
    return render(request, "areas/meeting.html", context, status=status)


@both
def meeting_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """One question with the number of people; by POST they are told, once."""
    row = _own(request, pk)
    if request.method == "POST":
        try:
            count = services.invite(row, by=person(request))
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            words = _("%(count)s people have been invited.") % {"count": count}
            messages.success(request, words)
        return redirect("areas:meeting", row.pk)
    context = {"meeting": row, "count": len(services.invited(row))}
    return render(request, "areas/meeting_invite.html", context)


@both
def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it off: one question, one button."""
    row = _own(request, pk)
    if request.method == "POST":
        try:
            services.cancel_meeting(row, by=person(request))
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("The meeting has been called off."))
        return redirect("areas:meeting", row.pk)
    context = {"meeting": row, "danger": True}
    return render(request, "areas/meeting_cancel.html", context)


@require_POST
def meeting_held(request: HttpRequest, pk: int) -> HttpResponse:
    """How many came, and the paragraph."""
    row = _own(request, pk)
    form = HeldForm(request.POST)
    if form.is_valid():
        try:
            services.note_held(row, by=person(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.as_form_error())
        else:
            messages.success(request, _("Noted."))
            return redirect("areas:meeting", row.pk)
    return _page(request, row, held=form)


@require_POST
def paper_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a paper; it is read only as far as to see what it is."""
    row = _own(request, pk)
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            data = file.read(services.LARGEST + 1)
            services.add_file(row, name=file.name, data=data, by=person(request))
        except Refused as refusal:
            form.add_error("file", refusal.as_form_error())
        else:
            messages.success(request, _("The paper has been added."))
            return redirect("areas:meeting", row.pk)
    return _page(request, row, paper=form)


def _paper(request: HttpRequest, pk: int, file: int) -> MeetingFile:
    rows = MeetingFile.objects.filter(meeting=_own(request, pk))
    paper: MeetingFile = found(rows.select_related("meeting"), pk=file)
    return paper


@require_safe
def paper(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """The paper to save; a browser neither shows it here nor guesses what it is."""
    row = _paper(request, pk, file)
    headers = {
        "Content-Disposition": content_disposition_header(
            as_attachment=True, filename=row.name
        )
        or "attachment",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(row.data), content_type=row.kind, headers=headers)


@require_POST
def paper_remove(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    services.remove_file(_paper(request, pk, file), by=person(request))
    messages.success(request, _("The paper has been removed."))
    return redirect("areas:meeting", pk)


@require_safe
def meeting_poster(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet for the notice board, with a code that leads to the area's page."""
    row = _own(request, pk)
    page = row.area.get_absolute_url() if row.area else "/"
    context = {"meeting": row, "code": code_for(page), "address": shown(page)}
    return render(request, "areas/meeting_poster.html", context)


# --- those who are invited ----------------------------------------------------------


@require_safe
def member_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """When, where, what about; afterwards what was said."""
    row = found(open_meetings_for(person(request)), pk=pk)
    return render(request, "areas/meeting_read.html", {"meeting": row})


@require_safe
def meeting_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting for the phone's calendar."""
    row = found(open_meetings_for(person(request)), pk=pk)
    name = content_disposition_header(as_attachment=True, filename="mote.ics")
    headers = {"Content-Disposition": name or "attachment"}
    kind = "text/calendar; charset=utf-8"
    return HttpResponse(calendar_file(row), content_type=kind, headers=headers)
