from django.urls import path

from samordna.edge.web.measure_reports import costs, hand_in, views

app_name = "measure_reports"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("insatser/", views.measures, name="measures"),
    path("standard/", views.standard_report, name="standard"),
    path("kostnader/", costs.cost_report, name="costs"),
    path("lamna-in/", hand_in.years, name="years"),
    path("lamna-in/<slug:slug>/<int:year>/", hand_in.hand_in, name="hand-in"),
    path("lamna-in/<slug:slug>/<int:year>/<int:number>/", hand_in.version, name="version"),
]
