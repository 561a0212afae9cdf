"""The EU's common indicators as an official table: what a reader must know to read it."""

from __future__ import annotations

from samordna.engine.grid import Layout
from samordna.engine.words import Words
from samordna.learn.statistics.eu_common import EU_COMMON
from samordna.learn.statistics.official import Official

OFFICIAL = (
    Official(
        EU_COMMON,
        "eu-common",
        Words("EU:s gemensamma indikatorer", "The EU's common indicators"),
        Words(
            "Deltagare i projekt med pengar från ESF+. Projektens egen tidiga räkning: Sveriges officiella siffror "
            "kommer från SCB.",
            "Participants in projects with money from ESF+. The projects' own early count: Sweden's official figures "
            "come from SCB.",
        ),
        (
            (
                Words("År", "Year"),
                Words(
                    "EECO räknas det år någon började, EECR det år någon slutade. En person räknas en gång per år och "
                    "ruta. EU räknar den som deltar i två projekt två gånger.",
                    "EECO counts in the year of the start, EECR in the year of the exit. A person is counted once a "
                    "year and cell. The EU counts who takes part in two projects twice.",
                ),
            ),
            (
                Words("Projekt inom ESF+", "Projects of ESF+"),
                Words(
                    "Projekt med pengar från ESF vars programområde är ifyllt. Andra kan höra till programmet före "
                    "ESF+.",
                    "Projects with money from ESF whose programme area is filled in. Others may be of the programme "
                    "before ESF+.",
                ),
            ),
            (
                Words("Fullständiga uppgifter", "Complete records"),
                Words(
                    "Bara den räknas vars arbete, ålder och utbildning vid starten är kända. De första raderna säger "
                    "hur många det är och vad som saknas för de andra.",
                    "Only those count whose employment, age and education at the start are known. The first lines say "
                    "how many they are and what is lacking for the others.",
                ),
            ),
            (
                Words("Arbetslös, i arbete och varken eller", "Unemployed, employed and inactive"),
                Words(
                    "I arbete: arbetade vid starten, med eller utan stöd. Den som var sjukskriven från en anställning "
                    "ska räknas hit, men registret frågar inte om det. Arbetslös: arbetade inte och sökte arbete, var "
                    "inskriven hos Arbetsförmedlingen eller i ett program där. De andra är varken eller.",
                    "Employed: worked at the start, with or without support. Who was on sick leave from a job belongs "
                    "here, but the register does not ask. Unemployed: did not work and sought work, was registered "
                    "with Arbetsförmedlingen or in a programme of theirs. The others are inactive.",
                ),
            ),
            (
                Words("Ålder", "Age"),
                Words(
                    "Åldern som personen fyller under startåret. EU räknar åldern på startdagen, men registret känner "
                    "bara födelseåret.",
                    "The age that the person reaches in the year of the start. The EU counts the age on the day of the "
                    "start, but the register knows the year of birth only.",
                ),
            ),
            (
                Words("Efter avslut", "Upon leaving"),
                Words(
                    "Svaren vid avslutet gäller tiden direkt efter. EECR01 och EECR04 utesluter varandra. EECR05 "
                    "kommer från uppföljningen efter sex månader. Raden före säger hur många som har följts upp av "
                    "dem som inte arbetade vid starten. Är det ingen, säger nollan i EECR05 ingenting.",
                    "The answers at the exit are about the time directly after. EECR01 and EECR04 exclude each other. "
                    "EECR05 comes from the follow-up after six months. The line before says how many of those who did "
                    "not work at the start were followed up. If nobody was, the nought in EECR05 says nothing.",
                ),
            ),
        ),
        Layout(("year", "indicator"), ("sex",)),
    ),
)
