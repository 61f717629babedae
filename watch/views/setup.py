"""The first officer's way into an empty installation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from areas.exceptions import Refused
from watch import services
from watch.forms import FirstOfficerForm
from watch.services.setup import is_setup_token


@require_http_methods(["GET", "HEAD", "POST"])
def first_officer(request: HttpRequest, token: str) -> HttpResponse:
    """Asks who begins; only with a fresh token and while nobody is appointed."""
    if not is_setup_token(token):
        return render(request, "watch/setup_closed.html", status=404)
    form = FirstOfficerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.appoint_first_officer(token, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.as_form_error())
        else:
            messages.success(
                request, _("Done. Now sign in with a code that we send by e-mail.")
            )
            return redirect("account_request_login_code")
    return render(
        request,
        "watch/setup_officer.html",
        {"form": form},
        status=422 if form.errors else 200,
    )
