from django.urls import path

from samordna.edge.web.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("<slug:name>/", views.detail, name="detail"),
    path("<slug:name>/hamta/<slug:form>/", views.download, name="download"),
]
