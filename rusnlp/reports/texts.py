"""The sentences that say how a report was made and how to read it."""

from __future__ import annotations

HOW_MADE = (
    "Rapporten är gjord av programmet rusnlp på en vanlig dator, utan uppkoppling och utan språkmodell som skriver "
    "text. Varje citat är ordagrant och har sin plats i dokumentet. Varje siffra kan följas till sina utsagor.",
    "Dokumenten delades i utsagor: en punkt, en lapp, ett kort eller ett stycke, så som det skrevs. Rubriker, frågor, "
    "deltagarlistor och annat som inte är utsagor utelämnades och räknas för sig.",
    "Varje utsaga jämfördes med kodboken: med ordmönster (som tar hänsyn till böjning, sammansättning och negation), "
    "med betydelselikhet mot kodbokens exempel och, där det finns utsagor som redan är kodade, med det som lärts av "
    "dem. Det som är säkert kodas, det som är osäkert läggs åt sidan för en person att granska, och resten blir utan "
    "kod. Där en person har kodat gäller det.",
    "En utsaga kan få flera koder, så andelar summerar inte till 100 %. En utsaga är en anteckning, inte en person: "
    "siffrorna säger vad som skrevs ned, inte hur många som tyckte det.",
)

DEFINITIONS = (
    ("Kodade", "utsagor som fick koden."),
    ("Spann", "från kodade till kodade och att granska: antalet hamnar däremellan när granskningen är gjord."),
    (
        "Andel",
        "kodade delat med alla utsagor som räknas i samma pass och fråga (nämnaren, n). Upprepningar och "
        "workshopledares summeringar ingår varken i täljaren eller i nämnaren.",
    ),
    ("Pass", "i hur många pass koden förekommer, av alla pass med utsagor som räknas."),
    ("Saknas", "kodade utsagor som säger att något saknas eller brister, som ”vi saknar samverkan”."),
    ("Summeringar", "workshopledares summeringar som fick koden. De räknas bara här."),
    (
        "Säkerhet",
        "mellan 0 och 1: hur säkert programmet är på koden. Den är ett stöd för granskningen, inte ett mått på hur "
        "viktigt något är.",
    ),
)
