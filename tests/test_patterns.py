from pathlib import Path

import pytest

from rusnlp.codebook import Code, Codebook, load_codebook
from rusnlp.pattern_language import PatternError, parse_pattern
from rusnlp.patterns import Hit, compile_patterns, find_hits


def codebook(patterns, weak=(), word_lists=None):
    """A codebook of themes, given the patterns of each (a list is the one theme `a`)."""
    by_code = patterns if isinstance(patterns, dict) else {"a": patterns}
    codes = tuple(
        Code(code, "theme", code, "", "", "", tuple(lines), tuple(weak), (), ()) for code, lines in by_code.items()
    )
    return Codebook("test", "Test", "sv", "1", codes, "", Path("test.yaml"), word_lists or {})


def found(patterns, text, **kwargs):
    return [hit.text for hit in find_hits(text, compile_patterns(codebook(patterns, **kwargs)))]


@pytest.mark.parametrize(
    ("pattern", "text", "hits"),
    [
        # a word in all its forms, and no other word
        ("samverka", "Kommunerna samverkar och har samverkat", ["samverkar", "samverkat"]),
        ("utbilda", "Utbildningen är bra", []),
        ("samverka|samverkan", "Vi samverkar, för samverkan lönar sig", ["samverkar", "samverkan"]),
        ("roll", "Rollerna, rollens och rollfördelningen", ["Rollerna", "rollens"]),
        ("skola", "Vi ska och skulle till skolan", ["skolan"]),
        ("samordna", "Regionen samordnar", ["samordnar"]),
        ("nätverk", "", []),
        ("nätverk", " – ", []),
        # one form
        ("=unga", "Unga i en ung stad är unga", ["Unga", "unga"]),
        # globs
        ("digital*", "Digitala digitaliseringen är analog", ["Digitala", "digitaliseringen"]),
        ("*åring*", "En 15-åring och två tioåringar", ["15-åring", "tioåringar"]),
        # parts of compounds
        ("-ansvar", "ansvar, huvudansvaret, ansvarsfördelning", ["huvudansvaret"]),
        ("ansvar-", "ansvar, huvudansvaret, ansvarsfördelningen", ["ansvarsfördelningen"]),
        ("-ansvar-", "ansvaret, huvudansvar, ansvarsfördelning", ["ansvaret", "huvudansvar", "ansvarsfördelning"]),
        ("-utbildning-", "Vuxenutbildningsnämnden", ["Vuxenutbildningsnämnden"]),
        ("-hälsa-", "Folkhälsofrågor i hälsovalet", ["Folkhälsofrågor", "hälsovalet"]),
        ("information-", "informations- och kontaktyta", ["informations-"]),
        ("el-", "Elnätet och eleverna", ["Elnätet"]),
        ("-bildning-", "utbildning", []),
        ("-lag-", "underlag och förslag", []),
        # acronyms
        ("AF", "AF och AF:s af i afton", ["AF", "AF:s"]),
        ("SYV", "SYV:are, SYV-dagar, syv", ["SYV:are"]),
        ("-SYV-", "SYV:are, SYV-dagar, syv", ["SYV:are", "SYV-dagar"]),
        ("YH-", "En YH-utbildning, YH", ["YH-utbildning"]),
        # phrases
        ("ta ansvar", "De tar ansvar", ["tar ansvar"]),
        ("ta ansvar", "De tar ett ansvar", []),
        ("ta … ansvar", "De tar ett mycket stort ansvar", ["tar ett mycket stort ansvar"]),
        ("ta … ansvar", "De tar inte på sig något större ansvar", []),
        ("ta …2 ansvar", "De tar ett mycket stort ansvar", []),
        ("ta ... ansvar", "De tar ett ansvar", ["tar ett ansvar"]),
        ("ta … ansvar", "Ta kaffe. Ansvar finns", []),
        ("kommun ~2 samarbete", "Samarbete i en kommun", ["Samarbete i en kommun"]),
        ("kommun ~2 samarbete", "Kommunernas goda samarbete", ["Kommunernas goda samarbete"]),
        ("kommun ~2 samarbete", "Kommunen vill ha mycket mer samarbete", []),
        ("a ~0 b c", "b c a", ["b c a"]),
        ("(dela|sprida) … kunskap", "sprid er kunskap och dela kunskapen", ["sprid er kunskap", "dela kunskapen"]),
        ("ohälsa|psykisk hälsa", "Psykisk hälsa, psykisk ohälsa", ["Psykisk hälsa", "ohälsa"]),
        ("vem göra vad", "Vem gör vad?", ["Vem gör vad"]),
        ("ett två tre", "ett två fyra ett två tre", ["ett två tre"]),
        # conditions
        ("roll @not yrke-", "Rollen är oklar", ["Rollen"]),
        ("roll @not yrke-", "Rollen i yrkeslivet är oklar", []),
        ("nätverk @with dator|kabel", "Nätverket har en kabel", ["Nätverket"]),
        ("nätverk @with dator|kabel", "Nätverket har en ordförande", []),
        ("kommun @brackets", "Kommunen bygger (kommun, stat)", ["kommun"]),
        ("kommun @brackets", "Bygg (snart), kommun", []),
    ],
)
def test_one_pattern(pattern, text, hits):
    assert found([pattern], text) == hits


@pytest.mark.parametrize(
    ("patterns", "text", "hits"),
    [
        # the longest of overlapping hits
        (["ansvar", "ta … ansvar"], "De tar stort ansvar", ["tar stort ansvar"]),
        (["ett två", "två tre fyra"], "ett två tre fyra", ["två tre fyra"]),
        (["samverka", "samverka*"], "samverkar", ["samverkar"]),
        # exceptions
        (["-roll-", "!yrkesroll"], "Yrkesroller och en samordnarroll", ["samordnarroll"]),
        (["roll", "!spela …1 ingen roll"], "Det spelar ingen roll vem som har en roll", ["roll"]),
        (["plattform", "!digital plattform @not dela"], "En digital plattform", []),
        (["plattform", "!digital plattform @not dela"], "En digital plattform att dela allt på", ["plattform"]),
    ],
)
def test_patterns_of_one_code(patterns, text, hits):
    assert found(patterns, text) == hits


def test_codes_do_not_compete():
    compiled = compile_patterns(codebook({"a": ["ansvar"], "b": ["ta ansvar"]}))
    assert [(hit.code, hit.text) for hit in find_hits("Alla tar ansvar", compiled)] == [
        ("b", "tar ansvar"),
        ("a", "ansvar"),
    ]


def test_word_list():
    lists = {"företag": ("-företag-", "arbetsgivare")}
    assert found(["$företag … skola"], "Småföretagen och skolan", word_lists=lists) == ["Småföretagen och skolan"]


def test_weak_pattern_weighs_half_and_never_displaces():
    compiled = compile_patterns(codebook(["ansvar"], weak=["ta ansvar", "uppdrag"]))
    assert find_hits("Ta ansvar för uppdraget", compiled) == [
        Hit("a", 3, 9, "ansvar", "ansvar", "nämns", 1.0),
        Hit("a", 14, 23, "uppdraget", "uppdrag", "nämns", 0.5),
    ]


@pytest.mark.parametrize(
    ("text", "polarities"),
    [
        ("Samverkan fungerar", ["nämns"]),
        ("Samverkan saknas", ["saknas"]),
        ("Det saknas samverkan", ["saknas"]),
        ("Ingen samverkan. Mer samverkan!", ["saknas", "nämns"]),
        ("Bristande samverkan, men mer samverkan på väg", ["saknas", "nämns"]),
        ("Inte bara samverkan", ["nämns"]),
        ("Det går inte utan samverkan", ["saknas"]),
    ],
)
def test_polarity(text, polarities):
    assert [hit.polarity for hit in find_hits(text, compile_patterns(codebook(["samverkan"])))] == polarities


def test_offsets_are_code_points_of_the_text_as_given():
    text = "🚲 Öka »samverkan« i väst"
    (hit,) = find_hits(text, compile_patterns(codebook(["samverkan"])))
    assert text[hit.start : hit.end] == hit.text == "samverkan"


def test_a_word_is_looked_up_once_and_keeps_its_capitals():
    compiled = compile_patterns(codebook(["AF"]))
    assert [len(find_hits(text, compiled)) for text in ("AF", "af", "AF")] == [1, 0, 1]


def test_no_patterns():
    assert find_hits("Vad som helst", compile_patterns(codebook([]))) == []
    assert find_hits("Vad som helst", compile_patterns(codebook({}))) == []


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("", "no word in it"),
        ("!", "no word in it"),
        ("… ansvar", "a gap stands between two words"),
        ("ta …", "a gap stands between two words"),
        ("ta … … ansvar", "a gap stands between two words"),
        ("ta …99 ansvar", "a gap is at most 20 words"),
        ("a ~2 b ~2 c", "only one ~ in a pattern"),
        ("roll @utan yrke", "unknown condition @utan; use @not, @with or @brackets"),
        ("roll @not", "a condition is one word or a|b, written last, as in: roll @not yrke-"),
        ("(dela kunskap|lära)", "'dela kunskap' is not one word; give a phrase a line of its own"),
        ("(dela", "cannot read '(dela'"),
        ("*", "'*' needs a word beside the *"),
        ("=", "'=' should be one word after the ="),
        ("$okänd", "no word list named 'okänd'"),
    ],
)
def test_unreadable_pattern(pattern, problem):
    with pytest.raises(PatternError) as error:
        parse_pattern(pattern)
    assert str(error.value) == f"pattern '{pattern}': {problem}"


def test_unreadable_pattern_names_its_code():
    with pytest.raises(PatternError, match=r"code 'a': pattern 'ta …'"):
        compile_patterns(codebook(["ta …"]))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", set()),
        ("Kaffet var gott", set()),
        ("Vem tar bollen när skola och företag inte samverkar?", {"roller", "ansvar", "samverkan", "narings_samspel"}),
        ("Bygg cykelväg längs sjön (kommun)", {"roller", "sammanbundet"}),
        ("Yrkesrollerna ändras snabbt", {"kompetens"}),
    ],
)
def test_the_codebook_that_comes_with_the_package(text, codes):
    hits = find_hits(text, compile_patterns(load_codebook("rus")))
    assert {hit.code for hit in hits if "." not in hit.code and hit.weight == 1.0} >= codes
    if not codes:
        assert [hit for hit in hits if hit.weight == 1.0] == []
    if "Yrkesrollerna" in text:
        assert "roller" not in {hit.code for hit in hits}
