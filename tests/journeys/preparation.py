"""What several journeys do on the way to a decision: a need, a proposal section by section, a party's answer."""

from __future__ import annotations

from tests.journeys.person import Person, day

THIS_YEAR = day()[:4]

NEED = {
    "Rubrik": "Unga föräldrar som vill tillbaka till arbete",
    "Vilka gäller det?": "Föräldrar 19–29 år med sjukpenning eller försörjningsstöd",
    "Minst så många": "40",
    "Högst så många": "90",
    "Platser som finns i dag": "10",
    "Var finns de?": "Motala",
    "Vad saknas?": "Ingen part har stöd som går att förena med små barn.",
    "Vad stöder ni er på?": "Genomgång av 30 akter, hösten. Fyra av tio hade avbrutit en insats.",
    "Vad har prövats?": "Öppna förskolans jobbspår. Det saknade vård.",
}
PROPOSAL: tuple[dict[str, str], ...] = (
    {
        "Vilket behov ska mötas?": "40–90 unga föräldrar saknar stöd.",
        "Vilken är målgruppen?": "Föräldrar 19–29 år.",
    },
    {"Vad ska vara annorlunda efteråt?": "Hälften arbetar eller studerar."},
    {
        "Vad får deltagarna?": "En handledare och träffar två gånger i veckan.",
        "Hur arbetar parterna tillsammans?": "Ett lag med gemensam ledning.",
        "Varför behövs flera parter?": "Ersättning, vård och barnomsorg måste planeras samtidigt.",
        "Hur många deltagare planerar ni?": "24",
    },
    {
        "Vilka parter behövs, och till vad?": "Kommunen leder. Regionen ger vård. Försäkringskassan ersätter.",
        "Hur bemannas arbetet?": "Två handledare på heltid.",
    },
    {"Vad händer när?": "Start genast, sedan ett år.", "Första dag": day(), "Sista dag": day(380)},
    {"Hur har ni räknat?": "Löner enligt avtal.", "Personal": "600", "Övriga kostnader": "150"},
    {"Vad kan gå fel?": "För få remisser.", "Vad gör ni åt det?": "Avstämning varje månad. Kommunen ansvarar."},
    {
        "Hur får kvinnor och män samma möjligheter?": "Urval och resultat följs för kvinnor och män.",
        "Hur blir det tillgängligt för alla, utan diskriminering?": "Barnpassning och tolk finns.",
    },
    {"Hur vet ni att det fungerar?": "Försörjning, arbete och studier före, efter och ett år därefter."},
    {"Vad finns kvar efteråt?": "Kommunen behåller handledarna."},
)


def writes_section(who: Person, number: int) -> None:
    answers = dict(PROPOSAL[number - 1])
    for line in ("Personal", "Övriga kostnader"):
        if line in answers:
            amount = answers.pop(line)
            who.fills({f"{line} {year}": amount for year in (int(THIS_YEAR), int(THIS_YEAR) + 1)})
    who.fills(answers).presses(f"Klart, gå till avsnitt {number + 1}" if number < 10 else "Spara")


def answers(who: Person, case: str, *, leads: bool) -> Person:
    who.opens("/").follows("Svara för")
    assert who.path == f"{case}svara/"
    who.chooses({"Deltar ni?": "Ja, vi deltar", "Vill ni leda insatsen?": "Ja" if leads else "Nej"})
    who.fills({"Vem hos er har beslutat?": "enhetschef", "När?": day()}).presses("Lämna svaret")
    return who.sees("Svaret är sparat.")


def signs(who: Person, case: str, *, button: str = "Skriv under") -> Person:
    """The agreement of a case, for the own organisation: with a title, and the right to."""
    who.opens(f"{case}overenskommelse/").fills({"Titel eller roll": "Verksamhetschef"})
    return who.ticks("Jag har rätt att skriva under för").presses(button)
