"""Addresses that machines ask: one language, no session."""

from django.urls import path

from areas.permissions import public

from .views import health

urlpatterns = [path("halsa/", public(health.health), name="health")]
