"""The page that monitors ask."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from watch.health import report


@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """200 when everything is well, 503 with the names of what is not."""
    answers = report()
    return JsonResponse(answers, status=503 if answers["wrong"] else 200)
