from django.urls import path

from samordna.edge.web.people import giving, views

app_name = "people"
urlpatterns = [
    path("", views.people_list, name="list"),
    path("ny/", views.new, name="new"),
    path("utse/", giving.appoint, name="appoint"),
    path("uppdrag/", giving.history, name="history"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/uppdrag/<int:assignment>/avsluta/", giving.end, name="end"),
    path("<int:pk>/losenord/", views.reset, name="reset"),
    path("<int:pk>/arbetsgivare/", views.employer, name="employer"),
    path("<int:pk>/stang/", views.close, name="close"),
]
