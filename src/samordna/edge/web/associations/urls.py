from django.urls import path

from samordna.edge.web.associations import views

app_name = "associations"
urlpatterns = [path("<slug:slug>/tider/", views.customs, name="customs")]
