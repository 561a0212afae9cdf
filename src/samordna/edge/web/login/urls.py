from django.urls import path

from samordna.edge.web.login import views

app_name = "login"
urlpatterns = [
    path("", views.sign_in, name="in"),
    path("ut/", views.sign_out, name="out"),
    path("jag/", views.me, name="me"),
    path("losenord/", views.password, name="password"),
    path("nytt/<str:token>/", views.reset, name="reset"),
    path("forsta/<str:token>/", views.first_administrator, name="first"),
]
