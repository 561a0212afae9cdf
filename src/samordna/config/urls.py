"""Root addresses: one line per folder of pages."""

from importlib.util import find_spec

from django.urls import include, path

FOLDERS = {
    "": "start",
    "logga-in/": "login",
    "behov/": "needs",
    "arenden/": "cases",
    "sammantraden/": "meetings",
    "insatser/": "measures",
    "deltagare/": "register",
    "statistik/": "statistics",
    "rapporter/": "reports",
    "redovisning/": "answering",
    "uppfoljning/": "measure_reports",
    "regler/": "rules",
    "personer/": "people",
    "post/": "post",
    "vantar/": "waiting",
    "forbund/": "associations",
    "kalender/": "calendars",
    "gallring/": "retention",
    "kodlistor/": "code_lists",
}

urlpatterns = [
    path(prefix, include(f"samordna.edge.web.{folder}.urls"))
    for prefix, folder in FOLDERS.items()
    if find_spec(f"samordna.edge.web.{folder}") and find_spec(f"samordna.edge.web.{folder}.urls")
]
handler403 = "samordna.edge.web.errors.forbidden"
handler404 = "samordna.edge.web.errors.not_found"
handler500 = "samordna.edge.web.errors.broken"
