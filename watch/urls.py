"""Paths of watch; the guard before each view says who may."""

from django.urls import path

from areas.permissions import (
    account_keeper,
    demo,
    log_reader,
    officer,
    operator,
    public,
    strong,
)

from . import look_views
from .views import (
    burglaries,
    concern_desk,
    concerns,
    desk,
    log,
    operations,
    promise,
    reports,
    setup,
    work,
)
from .views import demo as demos
from .views import public as pages

app_name = "watch"
urlpatterns = [
    # anyone
    path("", public(pages.home), name="home"),
    path("loftet/", public(promise.promises), name="promise"),
    path("loftet/<slug:slug>/", public(promise.promise), name="promise-show"),
    path(
        "loftet/<slug:slug>/siffror.csv",
        public(promise.promise_csv),
        name="promise-csv",
    ),
    path("rad/", public(pages.advice), name="advice"),
    path("markning/", public(pages.marking_about), name="marking-about"),
    path("uppgifter/", public(pages.privacy), name="privacy"),
    path("tillganglighet/", public(pages.accessibility), name="accessibility"),
    path("kontakt/", public(pages.contact), name="contact"),
    path("om/", public(pages.about), name="about"),
    path("tema/", public(look_views.theme_choose), name="theme-choose"),
    path("roll/", public(look_views.hat_choose), name="hat-choose"),
    path("komponenter/", public(look_views.components), name="components"),
    path("klagomal/", public(concerns.concerns), name="concern-list"),
    path("klagomal/nytt/", public(concerns.concern_new), name="concern-new"),
    path(
        "klagomal/kvitto/<str:key>/",
        public(concerns.concern_receipt),
        name="concern-receipt",
    ),
    path("klagomal/<str:code>/", public(concerns.concern_show), name="concern-show"),
    # the one-time link itself is the key
    path("kom-igang/<str:token>/", public(setup.first_officer), name="first-officer"),
    # officers
    path("samordning/", officer(desk.desk), name="desk"),
    path("samordning/inbrott/", officer(burglaries.burglaries), name="burglary-list"),
    path(
        "samordning/inbrott/fil/",
        officer(burglaries.burglaries_file),
        name="burglary-file",
    ),
    path("samordning/logg/", log_reader(log.log), name="log"),
    path(
        "samordning/klagomal/", officer(concern_desk.concern_desk), name="concern-desk"
    ),
    path(
        "samordning/klagomal/<str:code>/",
        officer(concern_desk.concern_work),
        name="concern-work",
    ),
    path("samordning/narvaro/", officer(work.presences), name="presence-list"),
    path("samordning/samverkan/", officer(work.partners), name="partner-list"),
    path("samordning/lofte/", officer(work.promise_desk), name="promise-desk"),
    path("samordning/rapporter/", officer(reports.report_list), name="report-list"),
    path(
        "samordning/rapporter/<int:pk>/",
        officer(reports.report_show),
        name="report-show",
    ),
    path(
        "samordning/rapporter/<int:pk>/siffror.csv",
        officer(strong(reports.report_csv)),
        name="report-csv",
    ),
    path(
        "samordning/rapporter/<int:pk>/siffror.xlsx",
        officer(strong(reports.report_xlsx)),
        name="report-xlsx",
    ),
    # accounts and operation
    path(
        "samordning/anvandare/",
        account_keeper(strong(operations.user_list)),
        name="user-list",
    ),
    path(
        "samordning/anvandare/<int:pk>/avsluta/",
        account_keeper(strong(operations.office_end)),
        name="office-end",
    ),
    path("drift/", operator(operations.operations), name="operations"),
    # the demo
    path("demo/", demo(demos.demo), name="demo"),
    path("demo/inkorg/", demo(demos.inbox), name="demo-inbox"),
    path("demo/inkorg/<str:name>/", demo(demos.letter), name="demo-letter"),
]
