"""Words by which names of persons are told from names of other things, in small letters."""

from __future__ import annotations

import re

SURNAME_SHAPE = re.compile(
    r".{2,}(?:s[so]n|sén|qvist|kvist|ström|gren|lund|lundh|berg|bergh|dahl|stedt|blad|lind|holm|mark|man|hammar|feldt|vall|wall|"
    r"ov[iı][cć]|enko|sk[iay]|wicz|oğlu|oglu|ander|elius|[^aeiouyåäö]én|[^aeiouyåäö]ell|[^aeiouyåäö]in)"
)
"""Surnames as they are built in Sweden, and some built elsewhere."""
_PARTICLES = """
von van af de der den la le di da dos el al bin ben ibn abu abd ter
"""
PARTICLES = frozenset(_PARTICLES.split())
"""Words in small letters between the parts of a name."""
_SPEAK = """
anser ansåg ansvarar ansvarade arbetar arbetade berättar berättade bjöd frågar frågade föreslår föreslog
förklarar förklarade håller höll jobbar jobbade kollar kollade leder ledde lovar lovade lyfter lyfte mailar
mailade mejlar mejlade menar menade meddelar meddelade nämner nämnde påminner påminde påpekar påpekade
presenterar presenterade ringer ringde sa sade säger samordnar skickar skickade skrev skriver svarar svarade
sammanfattar sammanfattade sköter tackade tipsar tipsade tog tycker tyckte tror trodde undrar undrade vill
visade återkommer önskar
"""
SPEAKING = frozenset(_SPEAK.split())
"""After a name: what persons say or do."""
_TO_PERSONS = """
enligt fråga frågade frågar kontakta kontaktade ring ringa ringde mejla maila mejlade mailade tacka tackade
hälsa träffa träffade intervjua intervjuade citerar citat herr fru fröken dr doktor familjen pappa mamma mormor
farmor morfar farfar syster farbror faster moster vd kollegan kollega eleven elev studenten student patienten
brukaren deltagaren mvh hälsningar signerat antecknat antecknare
"""
CALLING = frozenset(_TO_PERSONS.split())
"""Before a name: words to or of a person."""
TITLE = re.compile(
    r"(?:chef|rektor|strateg|handläggare|ordförande|direktör|kommunalråd|regionråd|borgarråd|lärare|sekreterare|samordnare|"
    r"ledare|professor|docent|minister|kurator|konsult|utvecklare|planerare|coach|vaktmästare|sköterska|läkare|vägledare|"
    r"ingenjör|arkitekt|controller|ledamot|landshövding|ombudsman|företagare|lantbrukare|pedagog|bibliotekarie|grundare|präst|"
    r"tandläkare|politiker|tjänsteman|expert|forskare|assistent|koordinator|ägare|producent|snickare|journalist)e?n?"
)
"""What persons are, also as the end of a compound."""
WORKPLACE = re.compile(
    r"(?:.*(?:kommunen|regionen|förvaltningen|skolan|kontoret|avdelningen|enheten|styrelsen|gymnasiet|biblioteket|förbundet|"
    r"kansliet|myndigheten|verket|sjukhuset|vårdcentralen|universitetet|högskolan|företaget|föreningen|polisen|kliniken|"
    r"hälsan|staben|nämnden|förmedlingen|kassan|tjänsten)|(?:SKR|LRF|MSB|SVT|IT|HR|Region|Malmö|Almi))"
)
"""After "på" or "från": where persons work."""
_NO_PERSON_AFTER = """
ab hb kb if ik bk ff fc ifk gmbh inc ltd llc as oy group instruments properties energy invest sweden
consulting medical foods pharma fastigheter bygg logistics systems industries solutions tech technology
technologies capital partners bank buss åkeri education sverige nordic international burgers park parken center
centrum väg vägen gata gatan gränd torg torget plats allé allén backe skola skolan gymnasium gymnasiet kyrka
kyrkan församling församlingen sjukhus sjukhuset hamn hall arena museum stiftelse stiftelsen fond fonden
konditori bageri station slott kapell förskola förskolan universitet universitetet högskola högskolan institut
institutet bibliotek biblioteket priset stipendium stadion mässa mässan kommun län stad stadsdel stadsdelen
köpcentrum galleria hotell hotel restaurang kök krog förlag kaffe choklad pizza motor maskin arkitekter
advokatbyrå
"""
ORGANISATION_AFTER = frozenset(_NO_PERSON_AFTER.split())
"""After a name: it is that of a company, a place or a body."""
_STREET = """
väg gata gränd torg plats allé backe hage
"""
STREET = frozenset(_STREET.split())
"""After a name with the s of the genitive: it is that of a street."""
_NO_PERSON_BEFORE = """
lex sankt sankta st santa stormen orkanen villa café kafé restaurang hotell hotellet kvarteret gården båten
fartyget färjan tåget projekt projektet system systemet verktyget verktyg appen plattformen roboten robot tidningen
butiken företaget bolaget firma firman bröderna skolan förskolan föreningen gruppen bostadsrättsföreningen brf
if ik ab köpcentret kyrkan
"""
THING_BEFORE = frozenset(_NO_PERSON_BEFORE.split())
"""Before a name: it is that of a thing, a body or a saint."""
_ORGANISATION_WORDS = """
region kommun kommunen regionen stad polis länsstyrelsen näringsliv skola sida almi boverket
"""
ORGANISATION_WORDS = frozenset(_ORGANISATION_WORDS.split())
"""No surnames, though they may have a capital after a first name."""
MIXED_UP = frozenset({"Nova Lund", "Max Lab", "Alfa Laval", "Axel Johnson", "Carl Zeiss", "Gustav Adolf"})
"""Malls, companies and a king, in words that else read as names of persons."""
