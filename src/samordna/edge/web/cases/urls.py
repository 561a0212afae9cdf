from django.urls import path

from samordna.edge.web.cases import agreeing, applying, deciding, guarantor, money, positions, proposal, views

app_name = "cases"
urlpatterns = [
    path("", views.case_list, name="list"),
    path("nytt/<slug:key>/", views.new, name="new"),
    path("<slug:key>/", views.detail, name="detail"),
    path("<slug:key>/forslag/", proposal.proposal, name="proposal"),
    path("<slug:key>/svar/", positions.positions, name="positions"),
    path("<slug:key>/svara/", positions.answer, name="answer"),
    path("<slug:key>/medfinansiering/", money.cofinancing, name="cofinancing"),
    path("<slug:key>/garanti/", guarantor.guarantor, name="guarantor"),
    path("<slug:key>/beslut/", deciding.decision, name="decision"),
    path("<slug:key>/ansokan/", applying.application, name="application"),
    path("<slug:key>/overenskommelse/", agreeing.agreement, name="agreement"),
]
