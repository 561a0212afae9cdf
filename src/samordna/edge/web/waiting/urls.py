from django.urls import path

from samordna.edge.web.waiting import views

app_name = "waiting"
urlpatterns = [
    path("", views.waiting, name="list"),
    path("vantar.csv", views.as_csv, name="csv"),
    path("vantar.xlsx", views.as_xlsx, name="xlsx"),
]
