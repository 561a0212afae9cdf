"""The fields that say which text was signed, in which language, how, and where it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samordna.deliver.participants import rules
from samordna.deliver.participants.checks import ConsentGiven
from samordna.deliver.participants.models import Consent
from samordna.deliver.projects.models import Measure
from samordna.edge.web.components.templatetags.samordna import day
from samordna.edge.web.forms import Line
from samordna.edge.web.register.words import label_of, language, small
from samordna.ground.kernel.clock import SystemClock
from samordna.ground.parameters.reader import code_list
from samordna.ground.privacy.wordings import reader
from samordna.ground.privacy.wordings.reader import REGISTER

FIELDS = ("consent_language", "consent_version", "consent_how", "consent_kept", "consent_evidence")


def spoken() -> list[Any]:
    """The languages of the list for which no reviewed text exists; the open one last."""
    today = SystemClock().today()
    return [code for code in code_list("consent_language") if code.group == "interpreter" and code.in_force(today)]


class ConsentFields(forms.Form):
    """Which text was signed, in which language, how, and where it is. All have a sensible answer from the start."""

    use_required_attribute = False
    consent_language = forms.ChoiceField(label=_("Språk"), required=False, initial="sv")
    consent_version = forms.ChoiceField(label=_("Text"), required=False)
    consent_how = forms.ChoiceField(label=_("Hur skrev personen under?"), required=False, initial="on_paper")
    consent_kept = forms.ChoiceField(label=_("Var finns samtycket?"), required=False)
    consent_evidence = Line(
        label=_("Pärmens eller ärendets nummer"),
        max_length=rules.LONGEST_REFERENCE,
        required=False,
        help_text=_("Till exempel Pärm 3. Skriv inte vem personen är."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def fill_consent(self) -> None:
        """The choices in the reader's language."""
        texts = [(code.code, label_of("consent_language", code.code)) for code in _written()]
        explained = [(f"+{code.code}", label_of("consent_language", code.code)) for code in spoken()]
        group = _now("Ingen granskad översättning. Svensk text, tolkad till")
        self._choices("consent_language", [*texts, (group, explained)])
        versions = [(one.name, _version_words(one)) for one in reversed(reader.versions())]
        self._choices("consent_version", [("", _now("Den som gällde då")), *versions])
        on = SystemClock().today()
        self._choices("consent_how", code_list("consent_how").choices(language()))
        self._choices("consent_kept", [("", _now("Inte uppgivet")), *code_list("consent_kept").choices(language(), on)])

    def _choices(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def consent(self) -> ConsentGiven:
        """The consent as it was typed."""
        data = self.cleaned_data
        written, explained = _language(data.get("consent_language") or "sv")
        return ConsentGiven(
            given_on=data.get("consent_date"),
            seen=bool(data.get("consent_seen")),
            wording_version=data.get("consent_version", ""),
            language=written,
            explained_in=explained,
            how=data.get("consent_how") or "on_paper",
            kept=data.get("consent_kept", ""),
            evidence=data.get("consent_evidence", ""),
        )

    def consent_summary(self) -> str:
        """What the folded fields say, so that nobody need open them to know."""
        chosen = (self._label("consent_language"), self._label("consent_how"), self._label("consent_kept"))
        return ", ".join(small(one) for one in chosen if one)

    def consent_open(self) -> bool:
        """Whether something in the folded fields must be mended."""
        return any(self[name].errors for name in FIELDS)

    def _label(self, name: str) -> str:
        value = str(self[name].value() or "")
        for key, label in self.fields[name].choices:  # type: ignore[attr-defined]
            if isinstance(label, list | tuple):
                found = dict(label).get(value)
                if found:
                    return _now("tolkat till %(language)s") % {"language": str(found).lower()}
            elif str(key) == value and value:
                return str(label)
        return ""


def last_used(actor: Any, measure: Measure) -> dict[str, str]:
    """How and where the registrar last kept a consent of this measure: the next one is mostly kept there too."""
    known = Consent.objects.filter(participation__measure=measure, seen_by_id=actor.account_id, purpose=REGISTER)
    last = known.order_by("-pk").values("how", "kept", "evidence").first()
    return {f"consent_{name}": str(value) for name, value in last.items()} if last else {}


def _written() -> list[Any]:
    return [code for code in code_list("consent_language") if code.group == "text"]


def _version_words(version: reader.Version) -> str:
    if not version.texts:
        return _now("%(version)s, i ett äldre register") % {"version": version.name}
    return _now("%(version)s, från %(day)s") % {"version": version.name, "day": day(version.first_day)}


def _language(choice: str) -> tuple[str, str]:
    """``+ar`` is the Swedish text explained in Arabic."""
    return ("sv", choice[1:]) if choice.startswith("+") else (choice, "")
