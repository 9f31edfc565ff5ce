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

AGREEMENT_HEADING = "Samstämmighet"
SUMMARY_HEADINGS = {
    "recurring": "Återkommande punkter",
    "few": "Det som få säger",
    "contradictions": "Det som säger emot varandra",
    "thin_questions": "Frågor med få svar",
}
"""Field of `SummaryPart` -> what it is called."""
CITED = "Varje mening bygger på de utsagor som slutnoten efter den räknar upp. Citaten är ordagranna."
QUOTED = "Under varje pass: vad som återkommer, vad få säger, och teman under varje fråga. Citaten är ordagranna."
IDS_HEADING = "Utsagor bakom sammanfattningen"
IDS_NOTE = (
    "Slutnoterna här efter är sammanfattningens källor: utsagornas id, dokument för dokument. ”dag p001.02–04” är "
    "utsagorna dag.p001.02 till dag.p001.04, som finns under sina id i arbetsbokens blad Utsagor. Den som ändrar en "
    "mening låter slutnoten stå kvar och prövar sedan filen med kommandot rusnlp verify."
)
DIFFERENCES_NOTE = (
    "p är sannolikheten att se en minst så stor skillnad om grupperna inte skilde sig, justerad för att många teman "
    "prövas. Utan p görs inget test, och då säger tabellen bara vad som skrevs ned."
)
SHEETS = (
    (
        "Sammanfattning",
        "Dagen och varje pass: vad som återkommer, vad få säger, motsägelser, frågor med få svar.",
    ),
    ("Temaöversikt", "Alla teman och områden: antal, andel, pass och ett typiskt citat."),
    ("Tema × pass", "Teman nedåt och pass åt sidan, i antal och andelar."),
    ("Tema × fråga", "Teman nedåt och frågor åt sidan, i antal och andelar."),
    ("Område × pass", "Områden nedåt och pass åt sidan, i antal och andelar."),
    ("Tema × pass × fråga", "En rad för varje kod, pass och fråga, med nämnare och citat. Filtrera på det du söker."),
    ("Skillnader", "Teman mellan förmiddag och eftermiddag, frågor och pass, med test där förutsättningarna håller."),
    ("Teman tillsammans", "Par av teman på samma utsagor."),
    ("Ämnen utanför kodboken", "Grupper av utsagor som liknar varandra, funna utan kodboken."),
    ("Utsagor", "Alla utsagor med koder, pass, fråga och plats: filtrera på det du söker."),
    (
        "Att granska",
        "Utsagor och koder som programmet är osäkert på och en person avgör: rätta kolumnerna areas och themes i "
        "kodade_utsagor.csv och ge den filen till rusnlp run. Den här arbetsboken läses inte tillbaka.",
    ),
    ("Utsagor per kod", "Hit leder siffrorna: utsagorna under varje kod."),
    ("Bortlämnat", "Rader i dokumenten som inte är utsagor, och varför."),
    ("Dokument", "Filerna som lästes, med kontrollsumma."),
    ("Så gjordes rapporten", "Metod, versioner, beslut och samstämmighet."),
)
"""Sheets of the workbook that a reader goes to, and what they hold."""
