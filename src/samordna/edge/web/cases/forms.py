"""The forms of a case: a new proposal, asking, answering, deciding, signing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samordna.agree.decisions.models import Decision, Signature
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.positions.answers import binds
from samordna.agree.preparation.states import ESF, MEASURE
from samordna.edge.web.cases.amounts import PromiseFields
from samordna.edge.web.cases.plan_words import ORIENTATION
from samordna.edge.web.forms import LINE, DayField, Line, NumberField, Prose, Whole, longest
from samordna.ground.kernel.typed import LONGEST
from samordna.ground.parameters.areas import nuts2_regions
from samordna.ground.parameters.reader import code_list
from samordna.ground.parties.models import Organisation


def text(label: Any, help_text: Any = "", *, required: Any = "", rows: int = 0, most: int = 0) -> Prose:
    """A text field; ``required`` is the sentence for an empty one, or nothing. One line unless there are ``rows``.

    ``most`` is how many characters there is room for: ``longest(Model, "field")`` where a column is shorter than usual.
    """
    told: dict[str, Any] = {"label": label, "help_text": help_text, "required": bool(required)}
    told["error_messages"] = {"required": required}
    if rows:
        return Prose(max_length=most or LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **told)
    return Line(max_length=most or LINE, **told)


def as_tall_as_its_text(form: forms.Form, name: str, *, width: int = 75) -> None:
    """A box shows all its text at once, rather than through a slit: as many rows as it takes at so many signs a row."""
    lines = str((form.initial or {}).get(name) or form[name].value() or "").splitlines()
    rows = sum(1 + len(line) // width for line in lines)
    form.fields[name].widget.attrs["rows"] = max(int(form.fields[name].widget.attrs.get("rows", 0)), rows + 2)


def day(label: Any, help_text: Any = "", *, required: Any = "", past: bool = False) -> DayField:
    """A day field; ``past`` for a day that has been."""
    return DayField(
        past=past,
        label=label,
        help_text=help_text,
        required=bool(required),
        error_messages={"required": required},
    )


def number(label: Any, help_text: Any = "", *, required: Any = "") -> NumberField:
    """A whole number, zero or more."""
    return NumberField(label=label, help_text=help_text, required=bool(required), error_messages={"required": required})


def choice(label: Any, choices: Iterable[tuple[str, Any]], *, required: Any = "", **more: Any) -> forms.ChoiceField:
    """A choice between few, as radio buttons."""
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        required=bool(required),
        widget=more.pop("widget", forms.RadioSelect),
        error_messages={"required": required, "invalid_choice": _("Välj ett av svaren.")},
        **more,
    )


def area_choices() -> list[tuple[str, str]]:
    """The programme areas with their names."""
    areas = code_list("programme_area").choices(get_language() or "sv")
    return [("", _now("Välj")), *((code, f"{code} {name}") for code, name in areas)]


def region_choices() -> list[tuple[str, str]]:
    """A national project, or one of the eight regions."""
    return [("", _now("Nationellt")), *nuts2_regions().items()]


class EsfFields(forms.Form):
    """Where an ESF+ project belongs: decides the share of support."""

    area = forms.ChoiceField(
        label=_("Programområde"),
        help_text=_("Utlysningen säger vilket det är."),
        choices=area_choices,
        required=False,
    )
    region = forms.ChoiceField(label=_("Region"), choices=region_choices, required=False)
    call_date = day(_("Utlysningens dag"), _("Avgör hur stor del parterna ska betala. Lämna tomt tills den är känd."))


class ProposalForm(EsfFields):
    """A new proposal: its name, what kind it is, and for ESF+ where it belongs."""

    title = text(_("Vad heter förslaget?"), required=_("Skriv vad förslaget heter."), most=longest(Case, "title"))
    kind = choice(
        _("Hur ska det betalas?"),
        [
            (MEASURE, _("Insats, med förbundets pengar")),
            (ESF, _("ESF+-projekt, med stöd från Europeiska socialfonden")),
        ],
        required=_("Välj hur det ska betalas."),
    )
    orientation = choice(
        _("Vad gäller det?"), ORIENTATION.items(), required=_("Välj vad det gäller."), initial="individual"
    )
    field_order = ["title", "kind", "area", "region", "call_date", "orientation"]

    def clean(self) -> dict[str, Any]:
        """A measure has no programme area: what was typed there is not kept."""
        facts: dict[str, Any] = super().clean() or {}
        if facts.get("kind") == ESF and not facts.get("area"):
            self.add_error("area", _now("Välj programområde."))
        if facts.get("kind") == MEASURE:
            facts |= {"area": "", "region": "", "call_date": None}
        return facts


class AskForm(forms.Form):
    """Which parties to ask, and until when."""

    parties = forms.ModelMultipleChoiceField(
        label=_("Vilka parter ska ta ställning?"),
        queryset=Organisation.objects.none(),
        to_field_name="party_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Välj vilka parter som ska få frågan.")},
    )
    deadline = day(_("Svar senast"), _("Lämna tomt om ni inte vill sätta någon dag."))

    def __init__(self, *args: Any, members: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parties"]
        field.queryset = Organisation.objects.filter(party_id__in=list(members)).order_by("kind", "name")  # type: ignore[attr-defined]
        field.label_from_instance = lambda o: o.name  # type: ignore[attr-defined]


class AnswerForm(PromiseFields):
    """A party's position. What it has said before is filled in."""

    takes_part = choice(
        _("Deltar ni?"),
        [
            ("yes", _("Ja, vi deltar")),
            ("cooperating", _("Nej, men vi är samarbetspart: vi hänvisar deltagare eller sitter i referensgruppen")),
            ("no", _("Nej")),
        ],
        required=_("Svara på om ni deltar."),
    )
    takes_part_reason = text(_("Skäl"), _("Behövs om svaret är nej."), rows=2)
    co_finances = choice(_("Medfinansierar ni?"), [("yes", _("Ja")), ("no", _("Nej"))])
    co_finances_reason = text(_("Skäl"), _("Behövs om svaret är nej."), rows=2)
    organiser = choice(_("Vill ni vara projektanordnare?"), [("willing", _("Ja")), ("refuses", _("Nej"))])
    organiser_reason = text(_("Skäl"), _("Behövs om svaret är nej."), rows=2)
    decided_by = text(
        _("Vem hos er har beslutat?"),
        _("Roll eller nämnd, till exempel socialchef eller kommunstyrelsen."),
    )
    decided_on = day(_("När?"), past=True)
    #: What is said when a decision is needed and one half of it is not written.
    missing: ClassVar = {
        "decided_by": _("Skriv vem hos er som har beslutat."),
        "decided_on": _("Skriv när ni beslutade."),
    }

    def __init__(self, *args: Any, state: CaseState, party: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = _as_answered(state, party)
        self.state, self.years, self.party, self.is_esf = state, state.plan.years, party, state.plan.kind == ESF
        self.question = next((asked.question for asked in state.parties if asked.party == party), "")
        if not self.is_esf:
            for name in ("co_finances", "co_finances_reason", "organiser_reason"):
                del self.fields[name]
            self.fields["organiser"].label = _("Vill ni leda insatsen?")
            return
        self.add_promises(state.answer(party, "co_finances") or state.earlier_answer(party, "co_finances"))

    def clean(self) -> dict[str, Any]:
        """Who decided, and when, are both asked for at once: when the answer binds, or one of them is written."""
        facts: dict[str, Any] = super().clean() or {}
        kind = ESF if self.is_esf else MEASURE
        given = [(question, facts.get(question) or "") for question in ("takes_part", "co_finances", "organiser")]
        if facts.get("takes_part") != "yes":
            given = given[:1]
        decided = {name: facts.get(name) for name in ("decided_by", "decided_on")}
        if any(decided.values()) or any(binds(kind, *answer) for answer in given):
            for name in [name for name, value in decided.items() if not value and name not in self.errors]:
                self.add_error(name, self.missing[name])
        return facts

    def said(self) -> dict[str, Any]:
        """The answers as the action takes them: a party that does not take part has no more to say."""
        takes_part = self.cleaned_data["takes_part"]
        names = ("co_finances", "organiser") if takes_part == "yes" else ()
        answers = {name: self.cleaned_data.get(name) or None for name in names}
        reasons = {name: self._reason(name) for name in ("takes_part", "co_finances", "organiser")}
        return {"takes_part": takes_part, **answers, "reasons": reasons, "amounts": self.promises()}

    def _reason(self, question: str) -> str:
        """The reason as typed; the one that was given for the opposite answer does not follow along by itself."""
        typed: str = self.cleaned_data.get(f"{question}_reason", "")
        changed = self.initial.get(question) not in (None, self.cleaned_data.get(question))
        return "" if changed and typed == self.initial.get(f"{question}_reason") else typed


def _as_answered(state: CaseState, party: str) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for question in ("takes_part", "co_finances", "organiser"):
        answer = state.answer(party, question)
        if answer is not None:
            known |= {question: answer.value, f"{question}_reason": answer.reason, "decided_by": answer.decided_by}
            known["decided_on"] = answer.decided_on
    if known:
        return known
    for question in ("takes_part", "co_finances", "organiser"):  # said about the proposal before it was changed
        answer = state.earlier_answer(party, question)
        if answer is not None:  # who decided, and when, was about that proposal: neither is filled in
            known |= {question: answer.value, f"{question}_reason": answer.reason}
    return known


class DecisionForm(forms.Form):
    """What the board, or a party, decided."""

    outcome = choice(_("Vad blev beslutet?"), [], required=_("Välj vad beslutet blev."))
    decided_on = day(_("När fattades beslutet?"), required=_("Skriv när beslutet fattades."), past=True)
    decided_by = text(_("Vem beslutade?"), required=_("Skriv vem som beslutade."), most=longest(Decision, "decided_by"))
    minutes = text(_("Var står beslutet?"), _("Protokoll och paragraf, till exempel 2026-12-09 § 41."))
    outside = forms.BooleanField(label=_("Beslutet fattades utan sammanträde"), required=False)
    reason = text(_("Skäl"), _("Behövs om svaret inte är ja."), rows=3)

    def __init__(self, *args: Any, board: bool, outside: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not board:
            del self.fields["minutes"]
        if not outside:  # the charter does not let the board decide without a meeting
            del self.fields["outside"]
        outcomes = [("yes", _("Ja")), ("no", _("Nej"))]
        if board:
            outcomes.append(("sent_back", _("Tillbaka till beredningen")))
            self.fields["decided_by"].initial = _now("styrelsen")
        self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A reason that somebody will read in some years."""

    reason = text(_("Skäl"), required=_("Skriv skälet. Det ska gå att läsa om några år."), rows=3)


class RecommendForm(forms.Form):
    """The group's recommendation; who is chosen only when there are several."""

    organiser = choice(_("Vem blir det?"), [], required=_("Välj vem det blir."))
    said_on = day(
        _("När sa beredningsgruppen det här?"),
        _("Dagen för gruppens möte, eller dagen då gruppen sa det utanför ett möte."),
        required=_("Skriv vilken dag beredningsgruppen sa det."),
        past=True,
    )
    why = text(_("Vad säger beredningsgruppen?"), _("Kommer med i beslutsunderlaget."), rows=3)

    def __init__(self, *args: Any, able: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(able) < 2:
            del self.fields["organiser"]
        else:
            self.fields["organiser"].choices = able  # type: ignore[attr-defined]


class SignForm(forms.Form):
    """A signature: who, and as what. The version that was read is sent along."""

    version = Whole(widget=forms.HiddenInput)
    name = text(_("Namn"), required=_("Skriv ditt namn."), most=longest(Signature, "name"))
    title = text(_("Titel eller roll"), required=_("Skriv din titel eller roll."), most=longest(Signature, "title"))
    may_sign = forms.BooleanField(error_messages={"required": _("Kryssa i att du har rätt att skriva under.")})

    def __init__(self, *args: Any, organisation: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {"organisation": organisation}
        self.fields["may_sign"].label = _now("Jag har rätt att skriva under för %(organisation)s") % known


class CarryOnForm(forms.Form):
    """Who carries on when the project ends."""

    parties = forms.MultipleChoiceField(
        label=_("Vilka parter för arbetet vidare?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Välj minst en part.")},
    )
    text = text(_("Vad tar de över, och från när?"), required=_("Skriv vem som för vad vidare."), rows=4)

    def __init__(self, *args: Any, state: CaseState, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = [(party, state.name_of(party)) for party in state.taking_part if party != "fk"]
        self.fields["parties"].choices = able  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """A step of a decision order. The step that was on the screen is sent along."""

    step = Line(
        widget=forms.HiddenInput, max_length=40, error_messages={"required": _("Läs sidan igen och välj steget.")}
    )
    outcome = choice(
        _("Hur gick det?"), [("done", _("Klart")), ("no", _("Nej"))], required=_("Välj hur det gick."), initial="done"
    )
    decided_by = text(_("Vem?"), required=_("Skriv vem som tog steget."))
    title = text(_("Titel"))
    sf = number(_("Deltagare som hör till SF"), _("Sjukförsäkringen"))
    fv = number(_("Deltagare som hör till FV"), _("Funktionsnedsättning och varaktigt nedsatt arbetsförmåga"))
    department = forms.ChoiceField(
        label=_("Vilken avdelning beslutar?"),
        help_text=_("Den som har flest planerade deltagare. Har de lika många väljer du."),
        choices=[("", _("Den som har flest")), ("SF", "SF"), ("FV", "FV")],
        required=False,
    )
    note = text(_("Kommentar"), _("Behövs om svaret är nej."), rows=2)

    def __init__(self, *args: Any, departments: bool, chooses: bool, decides: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not departments:
            del self.fields["sf"], self.fields["fv"]
        if not chooses:
            del self.fields["department"]
        if not decides:
            del self.fields["outcome"]


class QuestionsForm(forms.Form):
    """Questions from the review, one a line."""

    asked_by = text(_("Vem frågar?"), required=_("Skriv vem som frågar."))
    questions = text(_("Frågor"), _("En fråga per rad."), required=_("Skriv minst en fråga."), rows=3)


class QuestionForm(forms.Form):
    """The answer to one question."""

    number = Whole(widget=forms.HiddenInput)
    answer = text(pgettext_lazy("one", "Svar"), required=_("Skriv ett svar."), rows=3)
