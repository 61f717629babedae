"""The operator's pages: how the machinery feels, and who has an account."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Min, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alerts.models import Chunk, Heartbeat
from areas.exceptions import Refused
from areas.models import Notice
from areas.permissions import person
from watch import health, services
from watch.forms import AppointForm
from watch.permissions import appointments_for


@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """Health, queues and heartbeats; no personal data."""
    waiting = Chunk.objects.filter(open__gt=0).values("kind")
    queues = waiting.annotate(
        chunks=Count("pk"), rows=Sum("open"), oldest=Min("due_at")
    ).order_by("kind")
    notices = Notice.objects.filter(opened_at=None, due_at__lte=timezone.now())
    context = {
        "report": health.report(),
        "queues": queues,
        "beats": Heartbeat.objects.order_by("part"),
        "notices": notices.count(),
    }
    return render(request, "watch/operations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def user_list(request: HttpRequest) -> HttpResponse:
    """Those who hold an office, and a form to appoint one more."""
    user = person(request)
    form = AppointForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.appoint(by=user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.as_form_error())
        else:
            messages.success(request, _("The office is given, and the person is told."))
            return redirect("watch:user-list")
    rows = appointments_for(user).order_by("municipality__name", "office", "user__name")
    status = 422 if form.errors else 200
    context = {"form": form, "rows": rows}
    return render(request, "watch/user_list.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def office_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more, then ends the office."""
    row = get_object_or_404(appointments_for(person(request)), pk=pk)
    if request.method == "POST":
        try:
            services.end_office(row, by=person(request))
            messages.success(request, _("The office has ended."))
        except Refused as refused:
            messages.error(request, refused.sentence)
        return redirect("watch:user-list")
    return render(request, "watch/office_end.html", {"row": row, "danger": True})
