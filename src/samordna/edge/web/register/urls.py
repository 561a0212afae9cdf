from django.urls import path

from samordna.edge.web.register import acts, entry, own, views

app_name = "register"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("lista/<slug:slug>/", views.mine, name="list"),
    path("sok/", views.search, name="search"),
    path("in/", entry.register_in, name="in"),
    path("samtycke/", entry.consent_text, name="consent"),
    path("utan-uppgifter/", acts.anonymous, name="anonymous"),
    path("mitt/<slug:token>/", own.own, name="own"),
    path("mitt/<slug:token>/ta-tillbaka/", own.withdraw_own, name="own_withdraw"),
    path("<slug:public_id>/", views.detail, name="detail"),
    path("<slug:public_id>/ut/", entry.register_out, name="out"),
    path("<slug:public_id>/uppfoljning/<int:months>/", entry.follow_up, name="follow_up"),
    path("<slug:public_id>/ratta/", entry.correct, name="correct"),
    path("<slug:public_id>/svar/<slug:part>/", entry.correct_answers, name="answers"),
    path("<slug:public_id>/samtycket/", acts.withdraw, name="withdraw"),
    path("<slug:public_id>/fel/", acts.mistaken, name="mistaken"),
    path("<slug:public_id>/skydd/", acts.protect, name="protect"),
    path("<slug:public_id>/kvitto/", acts.receipt, name="receipt"),
]
