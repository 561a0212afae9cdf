from django.urls import path

from samordna.edge.web.code_lists import changing, views

app_name = "code_lists"
urlpatterns = [
    path("", views.all_lists, name="list"),
    path("<slug:table>/", views.one_list, name="detail"),
    path("<slug:table>/nytt/", changing.add, name="add"),
    path("<slug:table>/<slug:code>/namn/", changing.rename, name="rename"),
    path("<slug:table>/<slug:code>/avsluta/", changing.end, name="end"),
]
