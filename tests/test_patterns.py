from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.plain_rules import plain_hits
from rusnlp.codebook import Code, Codebook, CodebookError, load_codebook
from rusnlp.patterns import Hit, compile_patterns, find_hits, hits_of_texts
from rusnlp.rules.pattern_language import PatternError, parse_pattern


def codebook(patterns, weak=(), word_lists=None, families=(), misspellings=False):
    """A codebook of themes, given the patterns of each (a list is the one theme `a`)."""
    by_code = patterns if isinstance(patterns, dict) else {"a": patterns}
    codes = tuple(
        Code(code, "theme", code, "", "", "", tuple(lines), tuple(weak), (), ()) for code, lines in by_code.items()
    )
    return Codebook("test", "Test", "sv", "1", codes, "", Path("test.yaml"), word_lists or {}, families, misspellings)


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
        ("j-", "ja", []),
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
        ("samverkan @nämns", "Samverkan saknas. God samverkan finns", ["samverkan"]),
        ("samverkan @saknas", "Samverkan saknas. God samverkan finns", ["Samverkan"]),
        ("resurs @saknas @brackets", "Vi saknar resurser (ingen resurs)", ["resurs"]),
        # globs that begin and end so
        ("digital*het", "Digital mognad, digitalförmågan, digitaliserbarhet", ["digitaliserbarhet"]),
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


def test_words_of_a_family_stand_for_each_other():
    families = (("samverka", "samverkan"), ("leda", "ledning"))
    text = "Kommunerna samverkar om en ledning för samverkansavtal"
    assert found(["samverkan", "leda"], text, families=families) == ["samverkar", "ledning"]
    assert found(["samverka-"], text, families=families) == ["samverkansavtal"]
    assert found(["=samverkan", "samverka*"], "Vi samverkar", families=families) == ["samverkar"]
    assert found(["kommun @not ledning"], "Kommunen leder", families=families) == []


@pytest.mark.parametrize(
    ("patterns", "text", "hits"),
    [
        (["samverkan"], "Mer samvrekan och samverkna", ["samvrekan", "samverkna"]),
        (["-ansvar-"], "Ansvarsfördelnig, ansavret, ansvaaret", ["ansavret", "ansvaaret"]),
        (["digital*"], "En digtialisering", ["digtialisering"]),
        (["dela kunskap"], "Vi delar kunskpaen", ["delar kunskpaen"]),
        # words that are right, too short, or wrong twice
        (["samverka"], "Sammanverkan och medverkan", []),
        (["ansvar"], "Avsvar och ansvarr", []),
        (["samverkan"], "Sanvrekan", []),
        (["organisation"], "Organisationen är en orgnisaton", ["Organisationen"]),
    ],
)
def test_misspellings_are_found_by_option(patterns, text, hits):
    assert found(patterns, text, misspellings=True) == hits


def test_misspellings_are_not_found_otherwise():
    assert found(["samverkan"], "Mer samvrekan") == []


@pytest.mark.parametrize(
    ("patterns", "hits"),
    [
        ({"a": ["skola", "!code:b"], "b": ["skola till hus"]}, [("b", "skola till hus")]),
        ({"a": ["skola", "!code:b"], "b": ["stad"]}, [("a", "skola")]),
        # what is longer is not within
        ({"a": ["skola till hus", "!code:b"], "b": ["skola"]}, [("a", "skola till hus"), ("b", "skola")]),
        # what b does not count itself blocks nothing
        ({"a": ["skola", "!code:b"], "b": ["skola", "!skola till"]}, [("a", "skola")]),
        # both are told to yield
        ({"a": ["skola", "!code:b"], "b": ["skola", "!code:a"]}, []),
    ],
)
def test_a_code_can_yield_to_another(patterns, hits):
    compiled = compile_patterns(codebook(patterns))
    assert [(hit.code, hit.text) for hit in find_hits("Bygg om en skola till hus", compiled)] == hits


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
        ("Det går inte utan samverkan", ["nämns"]),
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
        ("roll @utan yrke", "unknown condition @utan; use @not, @with, @brackets, @nämns or @saknas"),
        ("roll @nämns @saknas", "@nämns and @saknas rule each other out"),
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


def test_a_code_cannot_yield_to_one_that_is_not_there():
    with pytest.raises(PatternError, match="code 'a': pattern '!code:b': no code 'b'"):
        compile_patterns(codebook(["ansvar", "!code:b"]))


def test_a_column_of_texts():
    texts = ["Ingen samverkan", "", "Ta ansvar för samverkan", "Kaffe"]
    compiled = compile_patterns(codebook({"a": ["ansvar", "samverkan"], "b": ["ta ansvar"]}, weak=["kaffe"]))
    table = hits_of_texts(texts, compiled)
    assert table.frame().to_dict("list") == {
        "row": [0, 2, 2, 2, 3, 3],
        "code": ["a", "b", "a", "a", "a", "b"],
        "start": [6, 0, 3, 14, 0, 0],
        "end": [15, 9, 9, 23, 5, 5],
        "text": ["samverkan", "Ta ansvar", "ansvar", "samverkan", "Kaffe", "Kaffe"],
        "pattern": ["samverkan", "ta ansvar", "ansvar", "samverkan", "kaffe", "kaffe"],
        "polarity": ["saknas", "nämns", "nämns", "nämns", "nämns", "nämns"],
        "weight": [1.0, 1.0, 1.0, 1.0, 0.5, 0.5],
    }
    assert table.row.tolist() == [0, 2, 2, 2, 3, 3]
    assert len(table) == 6


@pytest.mark.parametrize("texts", [[], [""], ["", " \n"]])
def test_a_column_without_hits(texts):
    table = hits_of_texts(texts, compile_patterns(codebook(["ansvar"])))
    assert len(table) == 0
    assert table.hits_by_text() == [[] for _ in texts]
    assert list(table.frame().columns) == ["row", "code", "start", "end", "text", "pattern", "polarity", "weight"]


def test_a_long_column_is_the_same_as_its_texts():
    texts = [f"Text {i}: ingen samverkan\n– ta {'stort ' * (i % 7)}ansvar." for i in range(20_000)]
    compiled = compile_patterns(codebook(["samverkan", "ta … ansvar"]))
    table = hits_of_texts(texts, compiled)
    by_text = table.hits_by_text()
    assert all(by_text[i] == find_hits(texts[i], compiled) for i in range(0, len(texts), 997))
    assert np.all(np.diff(table.row) >= 0)


MIXED = codebook(
    {
        "a": [
            "samverka",
            "-ansvar-",
            "ta … ansvar",
            "kommun ~3 (region|stat) ansvar",
            "!ansvarig utgivare",
            "digital*",
        ],
        "b": [
            "ansvar- @not kommun",
            "region @with stat",
            "kommun @brackets",
            "SYV",
            "*verkan",
            "!code:c",
            "ta …2 i …3 med",
        ],
        "c": ["samverkan @saknas", "ansvar @nämns", "=unga", "information-"],
    },
    weak=["ta ansvar", "stat"],
    families=(("samverka", "samverkan"),),
)
WORDS = st.sampled_from(
    "samverkan samverkar ansvaret ansvarsfördelning ansvarig utgivare tar ta stort i med kommunen region stat (kommun) "
    "SYV syv digitala inte saknas utan unga informations- och ( ) . , ; - – / bl.a. medverkan för lite 24/7 a&b".split()
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(st.tuples(WORDS, st.sampled_from([" ", " ", " ", "", "\n", "\t ", ". "]))), max_size=4))
def test_random_texts_are_coded_as_by_the_plain_reference(pieces):
    texts = ["".join(word + space for word, space in text) for text in pieces]
    compiled = compile_patterns(MIXED)
    columns = hits_of_texts(texts, compiled).hits_by_text()
    assert columns == [find_hits(text, compiled) for text in texts]
    # Of two patterns that find the very same words, either may be named.
    assert [[hit._replace(pattern="") for hit in hits] for hits in columns] == [
        [hit._replace(pattern="") for hit in plain_hits(text, MIXED)] for text in texts
    ]


def real_texts():
    root = Path(__file__).parents[1]
    folders = [root / "corpus", root.parent / "shared" / "corpus"]
    return [
        line
        for folder in folders
        for file in sorted(folder.glob("*.txt"))
        for line in file.read_text("utf-8", errors="replace").splitlines()[::15]
        if line.strip()
    ]


def test_notes_are_coded_as_by_the_plain_reference():
    texts = real_texts()[:80]
    book = load_codebook()
    book = replace(book, codes=book.codes[::4])
    columns = hits_of_texts(texts, compile_patterns(book)).hits_by_text()
    assert [[hit._replace(pattern="") for hit in hits] for hits in columns] == [
        [hit._replace(pattern="") for hit in plain_hits(text, book)] for text in texts
    ]


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


BOOK = """
families:
  - [samverka, samverkan]
misspellings: true
themes:
  - {id: a, label: A, definition: A, patterns: [samverka, "!code:b"]}
  - {id: b, label: B, definition: B, patterns: [bristande samverkan]}
"""


def test_families_misspellings_and_yielding_are_read_from_the_codebook(tmp_path):
    path = tmp_path / "book.yaml"
    path.write_text(BOOK, "utf-8")
    hits = find_hits("Bristande samverkan, men samvrekan finns", compile_patterns(load_codebook(path)))
    assert [(hit.code, hit.text) for hit in hits] == [("b", "Bristande samverkan"), ("a", "samvrekan")]


@pytest.mark.parametrize(
    ("line", "other", "problem"),
    [
        ("misspellings: true", "misspellings: ja", "field 'misspellings': should be true or false"),
        ("[samverka, samverkan]", "samverka", "field 'families', no. 1: should be a list, one item a line after '- '"),
        ("[samverka, samverkan]", "[ta ansvar]", "field 'families': 'ta ansvar' should be one word in its dictionary"),
        (
            "[samverka, samverkan]",
            "[leda, leda]",
            "field 'families': 'leda' is in it twice; join its families into one",
        ),
        ("families:\n  - [samverka, samverkan]", "families: samverka", "field 'families': should be a list of lists"),
        ("!code:b", "!code:c", "code 'a', field 'patterns': pattern '!code:c': no code 'c'"),
    ],
)
def test_faults_of_these_fields_are_named(tmp_path, line, other, problem):
    path = tmp_path / "book.yaml"
    path.write_text(BOOK.replace(line, other), "utf-8")
    with pytest.raises(CodebookError) as error:
        load_codebook(path)
    assert problem in str(error.value)
