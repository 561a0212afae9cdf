from django.urls import path

from samordna.edge.web.answering import views

app_name = "answering"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("bakom/", views.behind, name="behind"),
    path("hamta/", views.download, name="download"),
    path("arende/<slug:key>/", views.case, name="case"),
    path("arende/<slug:key>/hamta/", views.case_download, name="case-download"),
]
