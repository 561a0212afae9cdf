from django.urls import path

from samordna.edge.web.meetings import attending, calling, items, minutes, seats, views

app_name = "meetings"
urlpatterns = [
    path("", views.meeting_list, name="list"),
    path("nytt/", views.new, name="new"),
    path("forbund/<slug:slug>/platser/", seats.seats, name="seats"),
    path("forbund/<slug:slug>/regler/", seats.charter, name="charter"),
    path("<slug:key>/", views.detail, name="detail"),
    path("<slug:key>/kallelse/", calling.calling, name="calling"),
    path("<slug:key>/kallelse.<slug:form>", minutes.call_file, name="call"),
    path("<slug:key>/narvaro/", attending.attendance, name="attendance"),
    path("<slug:key>/punkt/<int:pk>/", items.item, name="item"),
    path("<slug:key>/protokoll/", minutes.minutes, name="minutes"),
    path("<slug:key>/protokoll.<slug:form>", minutes.minutes_file, name="file"),
]
