"""Every address of the house. Swedish has no prefix, English is /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("alerts.machine_urls")),
    path("", include("watch.machine_urls")),
    path("drift/admin/", admin.site.urls),
    *i18n_patterns(
        path("konto/", include("allauth.urls")),
        path("", include("areas.urls")),
        path("", include("alerts.urls")),
        path("", include("marking.urls")),
        path("", include("watch.urls")),
        prefix_default_language=False,
    ),
]
