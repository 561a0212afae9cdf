from django.urls import path

from samordna.edge.web.cases import (
    agreeing,
    applying,
    attaching,
    beginning,
    deciding,
    drafting,
    guarantor,
    money,
    positions,
    proposal,
    versions,
    views,
)

app_name = "cases"
urlpatterns = [
    path("", views.case_list, name="list"),
    path("nytt/", beginning.from_earlier, name="from_earlier"),
    path("nytt/<slug:key>/", beginning.new, name="new"),
    path("<slug:key>/", views.detail, name="detail"),
    path("<slug:key>/forslag/", proposal.proposal, name="proposal"),
    path("<slug:key>/forslag/utkast/", drafting.draft, name="draft"),
    path("<slug:key>/forslag/utkast/bort/", drafting.discard, name="discard_draft"),
    path("<slug:key>/forslag/har/", drafting.here, name="here"),
    path("<slug:key>/forslag/andringar/", versions.versions, name="versions"),
    path("<slug:key>/forslag/bilagor/", attaching.attachments, name="attachments"),
    path("<slug:key>/forslag/bilagor/<int:pk>/", attaching.attachment, name="attachment"),
    path("<slug:key>/svar/", positions.positions, name="positions"),
    path("<slug:key>/svara/", positions.answer, name="answer"),
    path("<slug:key>/medfinansiering/", money.cofinancing, name="cofinancing"),
    path("<slug:key>/garanti/", guarantor.guarantor, name="guarantor"),
    path("<slug:key>/beslut/", deciding.decision, name="decision"),
    path("<slug:key>/ansokan/", applying.application, name="application"),
    path("<slug:key>/overenskommelse/", agreeing.agreement, name="agreement"),
]
