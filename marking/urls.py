"""Paths of marking, each with the rule that guards it."""

from django.urls import path

from areas.permissions import member

from . import views

app_name = "marking"
urlpatterns = [
    # --- the household
    path("mitt/markning/", member(views.home_kit), name="home-kit"),
    path("mitt/markning/boka/", member(views.kit_reserve), name="kit-reserve"),
    path("mitt/markning/koden/", member(views.kit_register), name="kit-register"),
    path("mitt/markning/lista/", member(views.inventory), name="inventory"),
    path("mitt/markning/borta/", member(views.kit_lose), name="kit-lose"),
    path("mitt/markning/oanvant/", member(views.kit_unuse), name="kit-unuse"),
    path("mitt/markning/hjalp/", member(views.help_ask), name="help-ask"),
    path("mitt/markning/<slug:step>/", member(views.home_step), name="home-step"),
]
