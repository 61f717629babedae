"""Addresses that machines ask: one language, no session."""

from django.urls import path

from areas.permissions import public

from .views import receiving

urlpatterns = [
    path("stopp/<str:token>/", public(receiving.stop), name="stop-message"),
]
