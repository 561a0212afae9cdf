from django.urls import path

from samordna.edge.web.reports import checking, decided, drafts, views, writing

app_name = "reports"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("kontrollera/", checking.check_printed, name="check"),
    path("utkast/", drafts.draft_list, name="drafts"),
    path("utkast/<int:number>/", drafts.draft, name="draft"),
    path("utkast/<int:number>/skriv/", writing.write, name="write"),
    path("<slug:name>/", views.detail, name="detail"),
    path("<slug:name>/hamta/<slug:form>/", views.download, name="download"),
    path("<slug:name>/beslutad/<int:version>/", decided.detail, name="decided"),
    path("<slug:name>/beslutad/<int:version>/hamta/<slug:form>/", decided.download, name="decided-download"),
]
