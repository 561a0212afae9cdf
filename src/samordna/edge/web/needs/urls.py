from django.urls import path

from samordna.edge.web.needs import views

app_name = "needs"
urlpatterns = [
    path("", views.need_list, name="list"),
    path("uppskattning/", views.estimate, name="estimate"),
    path("uppskattning/<slug:key>/", views.estimate, name="estimate"),
    path("nytt/", views.new, name="new"),
    path("<slug:key>/", views.detail, name="detail"),
]
