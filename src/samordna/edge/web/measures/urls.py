from django.urls import path

from samordna.edge.web.measures import views

app_name = "measures"
urlpatterns = [
    path("", views.measure_list, name="list"),
    path("ny/", views.new, name="new"),
    path("<str:code>/", views.detail, name="detail"),
    path("<str:code>/andra/", views.change, name="change"),
    path("<str:code>/ar/", views.plan, name="plan"),
    path("<str:code>/ar/<int:year>/", views.plan, name="plan"),
    path("<str:code>/antal/", views.volume, name="volume"),
    path("<str:code>/antal/<int:year>/", views.volume, name="volume"),
]
