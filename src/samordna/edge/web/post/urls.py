from django.urls import path

from samordna.edge.web.post import views

app_name = "post"
urlpatterns = [
    path("", views.letters, name="list"),
    path("<int:pk>/igen/", views.again, name="again"),
    path("lank/<str:token>/", views.link, name="link"),
]
