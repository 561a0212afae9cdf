"""The past cases as the rows of the database: needs, cases, events, and what belongs to decisions and agreements."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date, datetime, time
from typing import Any

from django.db.models import Model, Q

from samordna.agree.decisions.agreements.agreement_text import agreement_text
from samordna.agree.decisions.models import Agreement, Decision, Signature
from samordna.agree.needs.models import Need
from samordna.agree.preparation.events import columns
from samordna.agree.preparation.models import Case, CaseEvent, SectionVersion
from samordna.edge.demo.cases import stories
from samordna.edge.demo.geography import OSTRA_VATTERN
from samordna.edge.demo.past_cases import Home, PastCase
from samordna.edge.demo.past_paths import build
from samordna.edge.demo.plan import SEED
from samordna.ground.kernel.clock import STOCKHOLM, day_of
from samordna.ground.parties.models import Association, Membership, Organisation

PLACES = 6
DECIDED = ("board_approved", "board_refused", "sent_back", "party_decided")


def write(*, at: datetime) -> int:
    """Write every past case as it stands at ``at``; the caller holds the transaction. Returns how many there are."""
    today = day_of(at)
    homes = _homes(today)
    associations = {one.slug: one for one in Association.objects.select_related("organisation")}
    numbers: Counter[tuple[str, str, int]] = Counter()
    past = build(list(homes.values()), today, SEED)
    writer = _Writer(associations, dict(Organisation.objects.values_list("party_id", "pk")), numbers)
    for one in past:
        writer.add(one)
    writer.save()
    return len(writer.cases)


def _homes(today: date) -> dict[str, Home]:
    """The first associations in the alphabet with two municipalities today, one from each county."""
    held: dict[str, list[Organisation]] = {}
    rows = Membership.objects.filter(Q(valid_from=None) | Q(valid_from__lte=today), association__invented=True)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=today)).select_related("association", "organisation")
    for row in rows.order_by("association__name", "organisation__party_id"):
        held.setdefault(row.association.slug, []).append(row.organisation)
    found: dict[str, Home] = {}
    for one in Association.objects.filter(slug__in=held).select_related("organisation__county").order_by("name"):
        members = held[one.slug]
        county = one.organisation.county
        municipal = [o for o in members if o.kind == "municipality"]
        if one.slug == OSTRA_VATTERN or county is None or county.code in found or len(municipal) < 2:
            continue
        kinds = {"fk": 0, "af": 1, "region": 2, "municipality": 3}
        order = sorted(members, key=lambda o: (kinds.get(o.kind, 9), o.party_id))
        names = {o.party_id: o.name for o in order if o.kind in kinds}
        found[county.code] = Home(one.slug, one.organisation.party_id, one.organisation.name, county.nuts2_id, names)
        if len(found) == PLACES:
            break
    return found


class _Writer:
    """Collects the rows, so that each table is written once."""

    def __init__(
        self,
        associations: dict[str, Association],
        organisations: dict[str, int],
        numbers: Counter[tuple[str, str, int]],
    ) -> None:
        self.associations, self.organisations, self.numbers = associations, organisations, numbers
        self.needs: list[Need] = []
        self.cases: list[Case] = []
        self.events: list[CaseEvent] = []
        self.texts: list[SectionVersion] = []
        self.decisions: list[Decision] = []
        self.agreements: list[Agreement] = []
        self.signatures: list[Signature] = []
        self.asked: list[tuple[Case, tuple[str, ...]]] = []

    def add(self, past: PastCase) -> None:
        """The rows of one story."""
        need = self._need(past)
        if len(past.events) > 1:
            self._case(past, need)

    def _number(self, past: PastCase, what: str, year: int) -> str:
        self.numbers[past.home.slug, what, year] += 1
        return f"{year}-{self.numbers[past.home.slug, what, year]:02}"

    def _need(self, past: PastCase) -> Need:
        facts = past.need
        written = past.events[0].at if past.events else datetime.combine(past.day, time(8), STOCKHOLM)
        number = self._number(past, "need", written.year)
        municipal = [name for party, name in past.home.members.items() if party.startswith("municipality")]
        need = Need(
            key=f"{past.home.slug}-{number}",
            number=number,
            association=self.associations[past.home.slug],
            title=facts["title"],
            group=facts["group"],
            low=facts.get("low"),
            high=facts.get("high"),
            area=", ".join(municipal[:3]),
            gap=facts["gap"],
            evidence=facts["evidence"],
            written_by_name=past.who(""),
            written_at=written,
        )
        self.needs.append(need)
        return need

    def _case(self, past: PastCase, need: Need) -> None:
        number = self._number(past, "case", past.events[1].at.year)
        past.events[0].data["need"] = need.number  # type: ignore[index]
        case = Case(
            key=f"{past.home.slug}-{number}",
            number=number,
            title=past.title,
            association=need.association,
            need=need,
            last_sequence=len(past.events),
            **columns(past.state),
        )
        self.cases.append(case)
        self.asked.append((case, past.state.asked))
        texts = self._texts(past, case)
        for event, state in zip(past.events, past.states, strict=True):
            if event.kind == "agreement_drafted":
                self._agreement(case, past, texts, state)
            if event.kind in ("agreement_drafted", "signed"):
                event.data["document_hash"] = self.agreements[-1].document_hash  # type: ignore[index]
            row = CaseEvent(
                case=case,
                sequence=event.sequence,
                kind=event.kind,
                at=event.at,
                by_name=event.by_name,
                on_behalf_of_id=self.organisations.get(event.party),
                data=dict(event.data),
                why=event.why,
            )
            self.events.append(row)
            self._beside(row)

    def _texts(self, past: PastCase, case: Case) -> dict[str, SectionVersion]:
        """A case that somebody has been asked about has all its texts."""
        if not past.state.asked:
            return {}
        at = past.events[1].at
        made = {
            question: SectionVersion(
                case=case,
                question=question,
                version=1,
                text=past.need["group"] + "." if question == "group" else text,
                saved_by_name=past.who(past.lead),
                saved_at=at,
            )
            for question, text in stories()["texts"].items()
            if question != "parties"  # those of the stories name Östra Vättern's own
        }
        names = "\n".join(past.home.members[party] for party in past.parties)
        made["parties"] = SectionVersion(
            case=case, question="parties", version=1, text=names, saved_by_name=past.who(past.lead), saved_at=at
        )
        self.texts += made.values()
        return made

    def _agreement(self, case: Case, past: PastCase, texts: dict[str, SectionVersion], state: object) -> None:
        event = next(event for event in past.events if event.kind == "agreement_drafted")
        words = agreement_text(case, state, texts, day_of(event.at))  # type: ignore[arg-type]
        self.agreements.append(
            Agreement(
                case=case,
                version=1,
                text=words,
                document_hash=hashlib.sha256(words.encode()).hexdigest(),
                drafted_at=event.at,
                drafted_by_name=event.by_name,
            )
        )

    def _beside(self, row: CaseEvent) -> None:
        """The row that a decision or a signature has beside its event."""
        data = row.data
        if row.kind in DECIDED:
            self.decisions.append(
                Decision(
                    case=row.case,
                    event=row,
                    party_id=self.organisations.get(data["body"]),
                    outcome=data["outcome"],
                    decided_by=data["decided_by"],
                    decided_on=data["decided_on"],
                    reason=row.why,
                )
            )
        elif row.kind == "signed":
            self.signatures.append(
                Signature(
                    agreement=self.agreements[-1],
                    organisation_id=self.organisations[data["party"]],
                    name=data["name"],
                    title=data["title"],
                    signed_at=row.at,
                    document_hash=data["document_hash"],
                )
            )

    def save(self) -> None:
        """Write everything, what is pointed at first."""
        tables: list[tuple[type[Model], list[Any]]] = [
            (Need, self.needs),
            (Case, self.cases),
            (CaseEvent, self.events),
            (SectionVersion, self.texts),
            (Decision, self.decisions),
            (Agreement, self.agreements),
            (Signature, self.signatures),
        ]
        for model, rows in tables:
            model._base_manager.bulk_create(rows)
        through = Case.parties.through
        through._base_manager.bulk_create(
            through(case_id=case.pk, organisation_id=self.organisations[party])
            for case, parties in self.asked
            for party in parties
        )
