"""What every answer gets, whoever made it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]


def private_pages(get_response: Answer) -> Answer:
    """Nothing behind a login stays in a cache (threats T13, T27)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault(
            "Permissions-Policy", "geolocation=(self), camera=(self), microphone=()"
        )
        if not response.has_header("Cache-Control") and not request.path.startswith(
            "/static/"
        ):
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware
