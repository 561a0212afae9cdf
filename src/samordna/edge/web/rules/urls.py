from django.urls import path

from samordna.edge.web.rules import views

app_name = "rules"
urlpatterns = [
    path("", views.rule_list, name="list"),
    path("tal/", views.figure_list, name="figures"),
    path("<str:rule_id>/", views.rule_detail, name="detail"),
]
