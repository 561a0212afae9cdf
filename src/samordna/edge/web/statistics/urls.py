from django.urls import path

from samordna.edge.web.statistics import extracts, releases, tables

app_name = "statistics"
urlpatterns = [
    path("", tables.table_list, name="list"),
    path("skydd/", tables.protection, name="protection"),
    path("tabell/<slug:name>/", tables.table, name="table"),
    path("tabell/<slug:name>/hamta/<slug:form>/", tables.download, name="download"),
    path("utgavor/", releases.release_list, name="releases"),
    path("utgavor/foresla/", releases.propose, name="propose"),
    path("utgavor/<slug:number>/", releases.release, name="release"),
    path("utgavor/<slug:number>/<slug:name>/", tables.edition, name="edition"),
    path("utgavor/<slug:number>/<slug:name>/hamta/<slug:form>/", tables.edition_download, name="edition-download"),
    path("uttag/", extracts.extract_list, name="extracts"),
    path("uttag/<slug:extract_id>/", extracts.extract, name="extract"),
]
