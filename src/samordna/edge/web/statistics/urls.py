from django.urls import path

from samordna.edge.web.statistics import extracts, figure, lists, releases, tables

app_name = "statistics"
urlpatterns = [
    path("", lists.table_list, name="list"),
    path("skydd/", lists.protection, name="protection"),
    path("tabell/<slug:name>/", tables.table, name="table"),
    path("tabell/<slug:name>/hamta/<slug:form>/", tables.download, name="download"),
    path("utgavor/", releases.release_list, name="releases"),
    path("utgavor/foresla/", releases.propose, name="propose"),
    path("utgavor/<slug:number>/", releases.release, name="release"),
    path("utgavor/<slug:number>/<slug:name>/", tables.edition, name="edition"),
    path("utgavor/<slug:number>/<slug:name>/hamta/<slug:form>/", tables.edition_download, name="edition-download"),
    path("utgavor/<slug:number>/<slug:name>/siffra/", figure.figure, name="figure"),
    path("utgavor/<slug:number>/<slug:name>/siffra/oskyddat/", figure.unprotected, name="unprotected"),
    path("utgavor/<slug:number>/<slug:name>/siffra/varfor-dolt/", figure.why, name="why-hidden"),
    path("uttag/", extracts.extract_list, name="extracts"),
    path("uttag/<slug:extract_id>/", extracts.extract, name="extract"),
]
