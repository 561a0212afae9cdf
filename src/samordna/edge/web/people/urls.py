from django.urls import path

from samordna.edge.web.people import views

app_name = "people"
urlpatterns = [
    path("", views.people_list, name="list"),
    path("ny/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/uppdrag/<int:assignment>/avsluta/", views.end, name="end"),
    path("<int:pk>/losenord/", views.reset, name="reset"),
]
