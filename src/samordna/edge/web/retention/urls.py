from django.urls import path

from samordna.edge.web.retention import extracts, views

app_name = "retention"
urlpatterns = [
    path("", views.home, name="home"),
    path("utfor/", views.carry_out, name="carry_out"),
    path("intyg/<int:number>/", views.certificate, name="certificate"),
    path("uttag/", extracts.home, name="extracts"),
    path("uttag/<slug:extract_id>/", extracts.remove, name="remove_extract"),
    path("uttag/intyg/<int:number>/", extracts.certificate, name="extract_certificate"),
]
