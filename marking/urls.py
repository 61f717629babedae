"""Paths of marking, each with the rule that guards it."""

from django.urls import path
from django.views.decorators.http import require_POST

from areas.permissions import (
    contact,
    member,
    municipal_officer,
    officer,
    police,
    public,
    strong,
)

from . import views
from .permissions import fresh

app_name = "marking"
urlpatterns = [
    # --- anyone: the same for everybody
    path("markning/hittat/", public(views.found), name="found"),
    path("m/<str:code>/", public(views.kit_code), name="kit-code"),
    # --- the household
    path("mitt/markning/", member(views.home_kit), name="home-kit"),
    path("mitt/markning/boka/", member(views.kit_reserve), name="kit-reserve"),
    path("mitt/markning/koden/", member(views.kit_register), name="kit-register"),
    path("mitt/markning/lista/", member(views.inventory), name="inventory"),
    path("mitt/markning/borta/", member(views.kit_lose), name="kit-lose"),
    path("mitt/markning/oanvant/", member(views.kit_unuse), name="kit-unuse"),
    path("mitt/markning/hjalp/", member(views.help_ask), name="help-ask"),
    path("mitt/markning/<slug:step>/", member(views.home_step), name="home-step"),
    # --- the contact
    path("ombud/markning/", contact(views.contact_kits), name="contact-kits"),
    path("ombud/markning/synka/", contact(views.contact_sync), name="contact-sync"),
    path("ombud/markning/lista/", contact(views.contact_list), name="contact-list"),
    path("ombud/markning/tillbaka/", contact(views.contact_back), name="contact-back"),
    path("ombud/markning/borta/", contact(views.contact_lost), name="contact-lost"),
    path("ombud/markning/penna/", contact(views.contact_lend), name="contact-lend"),
    path("ombud/markning/affisch/", contact(views.poster), name="poster"),
    path(
        "ombud/markning/hem/<int:pk>/", contact(views.contact_home), name="contact-home"
    ),
    path(
        "ombud/markning/hem/<int:pk>/<slug:step>/",
        contact(views.contact_step),
        name="contact-step",
    ),
    # --- the officer
    path("samordning/markning/", officer(views.desk), name="desk"),
    path("samordning/markning/lager/", officer(views.stock), name="stock"),
    path("samordning/markning/plan/", officer(views.plan), name="plan"),
    path(
        "samordning/markning/lamna-ut/",
        officer(strong(views.counter)),
        name="counter",
    ),
    path(
        "samordning/markning/plan/<slug:slug>/",
        municipal_officer(strong(views.plan_allocate)),
        name="plan-allocate",
    ),
    path(
        "samordning/markning/parti/nytt/",
        municipal_officer(strong(views.batch_receive)),
        name="batch-receive",
    ),
    path(
        "samordning/markning/parti/<int:pk>/etiketter/",
        officer(views.labels),
        name="labels",
    ),
    path(
        "samordning/markning/produkt/ny/",
        municipal_officer(strong(views.product_add)),
        name="product-add",
    ),
    path(
        "samordning/markning/plats/ny/",
        municipal_officer(strong(views.place_add)),
        name="place-add",
    ),
    path(
        "samordning/markning/flytta/",
        municipal_officer(strong(views.kits_move)),
        name="kits-move",
    ),
    path(
        "samordning/markning/inventera/<int:pk>/",
        municipal_officer(strong(views.stock_take)),
        name="stock-take",
    ),
    path("samordning/markning/siffror/", officer(views.figures), name="figures"),
    path(
        "samordning/markning/siffror/csv/",
        officer(strong(require_POST(views.figures_csv))),
        name="figures-csv",
    ),
    path(
        "samordning/markning/siffror/xlsx/",
        officer(strong(require_POST(views.figures_xlsx))),
        name="figures-xlsx",
    ),
    # --- the police, with a second factor of the last 15 minutes
    path("samordning/markning/sok/", police(fresh(views.lookup)), name="lookup"),
    path(
        "samordning/markning/sok/<int:pk>/vanta/",
        police(fresh(views.lookup_hold)),
        name="lookup-hold",
    ),
]
