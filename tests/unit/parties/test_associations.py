"""An association's own facts, its parties with what they do, and its area."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.factories.deliver import AT, TODAY, make_cast

from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.parties import associations
from samordna.ground.parties.models import Association, County, Membership, Municipality, Organisation, PartyPart
from samordna.ground.privacy.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def ours(cast):
    return Association.objects.get(pk=cast.measure.association_id)


def change(cast, who="ada", **facts):
    return associations.change_facts(association=ours(cast), facts=facts, by=cast.actor(who), at=AT)


def test_facts_are_changed_and_the_start_is_written_once(cast):
    change(cast, name="Östra Vätterns samordningsförbund", start=date(2012, 1, 1), contact_name="Ada Ström")
    assert ours(cast).start == date(2012, 1, 1)
    change(cast, start=date(2012, 1, 1), address="Storgatan 1")  # the same again is nothing
    with pytest.raises(Refusal) as refused:
        change(cast, start=date(2013, 1, 1))
    assert refused.value.field == "start"
    with pytest.raises(IntegrityError), transaction.atomic():
        Association.objects.filter(slug="ostra-vattern").update(start=date(2013, 1, 1))
    told = [event.data["fields"] for event in AuditEvent.objects.order_by("sequence")]
    assert told == [["name", "start", "contact_name"], ["address"]]


def test_it_does_not_end_before_it_began(cast):
    with pytest.raises(Refusal) as refused:
        change(cast, start=date(2012, 1, 1), end=date(2011, 12, 31))
    assert refused.value.field == "end" and ours(cast).start is None


@pytest.mark.parametrize(
    ("who", "error"), [("maria", None), ("bo", NotAllowed), ("mona", NotFound), ("olle", NotFound)]
)
def test_who_changes_it(cast, who, error):
    known = {"association": ours(cast), "by": cast.actor(who), "at": AT}
    acts = [
        lambda: change(cast, who, address="Ny"),
        lambda: add(cast, "municipality-0583", "finances", who=who),
        lambda: associations.set_districts(districts=[], **known),
    ]
    for act in acts:
        if error is None:
            act()
        else:
            with pytest.raises(error):
                act()


def add(cast, party, *parts, since=TODAY, who="ada"):
    one = Organisation.objects.get(party_id=party)
    associations.add_parts(
        association=ours(cast), organisation=one, parts=parts, valid_from=since, by=cast.actor(who), at=AT
    )


def parts(cast):
    return [(one.name, [part.part for part in does]) for one, does in associations.parties_of(ours(cast))]


def test_a_party_takes_part_finances_and_uses_funds_one_or_more(cast):
    Organisation.objects.create(party_id="fk", kind="fk", name="Försäkringskassan")
    add(cast, "municipality-0583", "uses_funds", "takes_part")
    add(cast, "municipality-0583", "takes_part", "finances")  # what it does already stays
    add(cast, "fk", "finances", since=date(2028, 1, 1))
    assert parts(cast) == [
        ("Försäkringskassan", ["finances"]),
        ("Motala kommun", ["takes_part", "finances", "uses_funds"]),
    ]
    assert Membership.objects.count() == 1 and PartyPart.objects.count() == 3
    for year, names in ((2025, []), (2026, ["Motala kommun"]), (2028, ["Försäkringskassan", "Motala kommun"])):
        assert [one.name for one in associations.financiers_of(ours(cast), year)] == names
    with pytest.raises(Refusal) as refused:
        add(cast, "fk")
    assert refused.value.field == "parts"


def test_what_a_party_does_ends_and_may_begin_again(cast):
    add(cast, "municipality-0583", "finances")
    ((_one, [part]),) = associations.parties_of(ours(cast))
    known = {"association": ours(cast), "by": cast.actor("ada"), "at": AT}
    for wrong in ({"pk": part.pk + 1, "last": TODAY}, {"part": "takes_part", "last": TODAY}):
        with pytest.raises(NotFound):
            associations.end_part(**({"part": part.part, "pk": part.pk} | known | wrong))
    with pytest.raises(Refusal):
        associations.end_part(part=part.part, pk=part.pk, last=date(2020, 1, 1), **known)
    associations.end_part(part=part.part, pk=part.pk, last=date(2026, 12, 31), **known)
    ((_one, [ended]),) = associations.parties_of(ours(cast))
    assert (
        ended.last == date(2026, 12, 31) and ended.holds_on(date(2026, 12, 31)) and not ended.holds_on(date(2027, 1, 1))
    )
    add(cast, "municipality-0583", "finances", since=date(2027, 1, 1))
    assert len(parts(cast)[0][1]) == 2


def test_a_municipality_takes_part_in_one_association_at_a_time(cast):
    add(cast, "municipality-0583", "takes_part")
    motala = Organisation.objects.get(party_id="municipality-0583")
    motala.municipality = Municipality.objects.get(code="0583")
    motala.save()
    Membership.objects.update(municipality="0583")
    known = {"association": cast.other.association, "organisation": motala, "parts": ["takes_part"], "at": AT}
    with pytest.raises(Refusal) as refused:
        associations.add_parts(valid_from=date(2027, 1, 1), by=cast.actor("olle"), **known)
    assert refused.value.field == "organisation"
    ((_one, [part]),) = associations.parties_of(ours(cast))
    end = {"part": part.part, "pk": part.pk, "last": date(2026, 12, 31), "by": cast.actor("ada"), "at": AT}
    associations.end_part(association=ours(cast), **end)
    associations.add_parts(valid_from=date(2027, 1, 1), by=cast.actor("olle"), **known)


@pytest.mark.parametrize("kind", ["foundation", "church", "company", "agency"])
def test_an_organisation_that_is_not_here_is_added_once(cast, kind):
    known = {"by": cast.actor("ada"), "at": AT}
    made = associations.add_organisation(name="Röda Stugan AB", kind=kind, **known)
    assert (made.party_id, made.kind) == ("other-röda-stugan-ab", kind)
    assert associations.add_organisation(name="röda stugan ab", kind=kind, **known) == made
    other = associations.add_organisation(name="Röda Stugan AB", kind="university", **known)
    assert other.party_id == "other-röda-stugan-ab-2"


def test_authorities_are_here_already_and_not_everybody_adds(cast):
    for kind in ("fk", "municipality", "gäng"):
        with pytest.raises(Refusal):
            associations.add_organisation(name="Ny", kind=kind, by=cast.actor("ada"), at=AT)
    for who in ("mona", "sara", "bo"):
        with pytest.raises(NotAllowed):
            associations.add_organisation(name="Ny", kind="company", by=cast.actor(who), at=AT)


def test_districts_are_for_stockholm_and_goteborg_only(cast):
    known = {"association": ours(cast), "by": cast.actor("ada"), "at": AT}
    associations.set_districts(districts=["gbg_hisingen"], **known)
    assert not ours(cast).districts.exists()  # neither city takes part
    county, _ = County.objects.get_or_create(code="14", defaults={"name": "V", "region": "R", "nuts2_id": "SE12"})
    Municipality.objects.get_or_create(code="1480", defaults={"name": "Göteborg", "county": county})
    Organisation.objects.create(
        party_id="municipality-1480", kind="municipality", name="Göteborgs kommun", municipality_id="1480"
    )
    add(cast, "municipality-1480", "takes_part")
    codes = [code.code for code in associations.code_list("district") if code.group == "1480"]
    wrong = next(code.code for code in associations.code_list("district") if code.group == "0180")
    associations.set_districts(districts=[*codes[:2], wrong], **known)
    assert sorted(ours(cast).districts.values_list("district", flat=True)) == sorted(codes[:2])
    associations.set_districts(districts=codes[1:2], **known)
    assert list(ours(cast).districts.values_list("district", flat=True)) == codes[1:2]
    assert AuditEvent.objects.filter(what="association.districts_set").count() == 2
