from django.urls import path

from samordna.edge.web.calendars import views

app_name = "calendars"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("mina-tider.ics", views.my_file, name="file"),
    path("arende/<slug:key>.ics", views.case_file, name="case"),
    path("prenumeration/<str:token>.ics", views.subscription, name="subscription"),
]
