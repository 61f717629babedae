"""Addresses that machines ask: one language, no session."""

from django.urls import path

from areas.permissions import public

from .views import devices, receipts, receiving

urlpatterns = [
    path("sw.js", public(devices.worker), name="service-worker"),
    path("kvitto/sms/<str:reference>/", public(receipts.sms), name="sms-receipt"),
    path("stopp/<str:token>/", public(receiving.stop), name="stop-message"),
]
