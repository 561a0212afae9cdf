from django.urls import path

from samordna.edge.web.start import views

app_name = "start"
urlpatterns = [
    path("", views.start, name="start"),
    path("hjalp/", views.help_page, name="help"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("personuppgifter/", views.privacy, name="privacy"),
    path("sprak/", views.language, name="language"),
    path("livez", views.alive, name="alive"),
]
