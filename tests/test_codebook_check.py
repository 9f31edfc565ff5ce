"""A sound codebook gives no findings; each fault put into it gives its own, alone and among the others."""

import copy
import dataclasses
import time
from collections import Counter

import pytest
import yaml

from rusnlp.checking.code_likeness import use_findings
from rusnlp.checking.codebook_check import check_codebook, read_and_check
from rusnlp.checking.findings import Finding, findings_table
from rusnlp.checking.pattern_coverage import covering
from rusnlp.checking.pattern_text import pattern_text
from rusnlp.codebook import Code, Codebook, load_codebook
from rusnlp.rules.pattern_language import parse_pattern
from rusnlp.yaml_fields import CodebookError

SOUND = """\
name: hamnen
title: Hamnens framtid
version: "1"
word_lists:
  båtar: [-båt-, -fartyg-, färja]
areas:
  - id: trafik
    label: Trafik till och från hamnen
    definition: Hur människor och varor tar sig till kajen.
    patterns: [-väg-, buss|tåg, "ta … $båtar"]
    examples: [Bredda vägen ner till kajen, Fler bussar på kvällen, Ta den tidiga färjan]
    counter_examples: [Måla om bryggan, Ett nytt café]
    subgoals:
      - id: trafik.kollektivt
        label: Kollektivtrafik
        definition: Resor som delas med andra.
        patterns: [buss|tåg]
        examples: [Bussen är full, Tåget är sent, Fler bussar på helgen]
        counter_examples: [Måla om bryggan, Ett nytt café]
themes:
  - id: roller
    label: Roller
    definition: Vem som gör vad i hamnen.
    patterns: [-roll-, vem göra vad, "!yrkesroll"]
    weak_patterns: [ansvarig]
    examples: [Otydlig rollfördelning mellan hamn och kommun, "Vem gör vad när isen lägger sig?", Hamnkaptenens roll]
    counter_examples: [Yrkesroller förändras snabbt, Trygg belysning]
  - id: pengar
    label: Pengar
    definition: Kostnader och vem som betalar dem.
    patterns: [-avgift-, kosta|kostnad, SFV, (söka|få) … bidrag]
    examples: [Hamnavgiften är för hög, Det kostar mer än det smakar, Vi får sällan något bidrag]
    counter_examples: [Måsarna är för många, Trygg belysning]
  - id: miljo
    label: Miljö
    definition: Vatten, luft och buller.
    patterns: [-miljö-, buller, utsläpp, havsvatten]
    examples: [Bullret stör om natten, Minska utsläppen, Bättre miljö i viken]
    counter_examples: [Fler parkbänkar, Trygg belysning]
  - id: trygghet
    label: Trygghet
    definition: Att vuxna och barn vågar vara där.
    patterns: [trygg|trygghet, -belysning-, rädsla]
    examples: [Belysning längs hela gångstråket, Tryggheten minskar, Rädslan är störst på kvällen]
    counter_examples: [Fler parkbänkar, Vattnet är grumligt]
"""


def theme(data, code_id):
    return next(code for code in data["themes"] if code["id"] == code_id)


def add(code_id, field, item):
    return lambda data: theme(data, code_id).setdefault(field, []).append(item)


def put(code_id, field, value):
    return lambda data: theme(data, code_id).update({field: value})


def twin(data):
    """A code with the patterns and the definition of another, put a little differently."""
    other = copy.deepcopy(theme(data, "trygghet"))
    other.update(id="otrygghet", label="Otrygghet", definition="Att barn och vuxna vågar vara där.")
    other["patterns"] = ["trygghet|trygg|-belysning-|rädsla"]
    other["examples"] = ["Trygg natt", "Tryggheten minskar!", "Ingen rädsla"]
    data["themes"].append(other)


FAULTS = {
    # kind: (severity, code, field, how to put it in)
    "example-not-found": ("error", "roller", "examples", add("roller", "examples", "Solen skiner över piren")),
    "counter-example-found": ("error", "roller", "counter_examples", add("roller", "counter_examples", "Rollista")),
    "example-in-both": ("error", "miljo", "counter_examples", add("miljo", "counter_examples", "Minska utsläppen")),
    "example-twice": ("warning", "pengar", "examples", add("pengar", "examples", "Hamnavgiften är för hög")),
    "pattern-twice": ("error", "pengar", "patterns", add("pengar", "patterns", "SFV")),
    "unreadable-pattern": ("error", "miljo", "patterns", add("miljo", "patterns", "buller …")),
    "empty-definition": ("error", "miljo", "definition", put("miljo", "definition", "")),
    "wrong-type": ("error", "miljo", "include", put("miljo", "include", ["lista"])),
    "unknown-field": ("error", "miljo", "exlude", put("miljo", "exlude", "felstavat")),
    "same-label": ("error", "trygghet", "label", put("trygghet", "label", "pengar")),
    "id-twice": ("error", "pengar", "id", lambda data: data["themes"].append(copy.deepcopy(theme(data, "pengar")))),
    "unknown-parent": (
        "error",
        "hamnen.kaj",
        "id",
        lambda data: data["areas"].append({"id": "hamnen.kaj", "label": "Kajen", "definition": "Kajens skick."}),
    ),
    "unreadable-word-list": ("error", "", "word_lists", lambda data: data["word_lists"]["båtar"].append("stor båt")),
    "unused-word-list": ("warning", "", "word_lists", lambda data: data["word_lists"].update(fåglar=["mås"])),
    "impossible": ("error", "trygghet", "patterns", add("trygghet", "patterns", "lampa @not -lampa-")),
    "never-one-word": ("warning", "trygghet", "patterns", add("trygghet", "patterns", "lykta|lampa/ljus")),
    "excepted": ("error", "roller", "patterns", add("roller", "patterns", "yrkesroll")),
    "idle-exception": ("warning", "roller", "patterns", add("roller", "patterns", "!fiskmås")),
    "covered": ("note", "miljo", "patterns", add("miljo", "patterns", "miljöfråga|=miljön")),
    "misspelt": ("warning", "miljo", "patterns", add("miljo", "patterns", "förornening")),
    "inflected": ("warning", "miljo", "patterns", add("miljo", "patterns", "måsarna")),
    "stop-word": ("warning", "trygghet", "patterns", add("trygghet", "patterns", "eller")),
    "short-glob": ("warning", "trygghet", "patterns", add("trygghet", "patterns", "ot*")),
    "capitals": ("warning", "pengar", "patterns", add("pengar", "patterns", "KAJPLATS")),
    "no-patterns": ("warning", "trygghet", "patterns", put("trygghet", "patterns", [])),
    "few-examples": ("warning", "miljo", "examples", put("miljo", "examples", ["Minska utsläppen"])),
    "near-duplicate": ("warning", "otrygghet", "patterns", twin),
    "shared-example": ("warning", "miljo", "examples", add("miljo", "examples", "Det kostar mer än det smakar")),
}  # fmt: skip


def checked(tmp_path, data, texts=()):
    path = tmp_path / "hamnen.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
    return read_and_check(path, texts)[1]


@pytest.fixture
def sound():
    return yaml.safe_load(SOUND)


def test_a_sound_codebook_gives_no_findings(tmp_path, sound):
    assert checked(tmp_path, sound) == []


@pytest.mark.parametrize("kind", FAULTS)
def test_each_fault_alone_is_found(tmp_path, sound, kind):
    severity, code, field, spoil = FAULTS[kind]
    spoil(sound)
    found = checked(tmp_path, sound)
    assert [(f.severity, f.code, f.field) for f in found if f.kind == kind and f.field == field] == [
        (severity, code, field)
    ]
    # Nothing is said of what was not touched.
    assert {f.code for f in found} <= {code, "otrygghet"}


TOGETHER = [kind for kind in FAULTS if kind not in ("no-patterns", "few-examples")]
"""All but those that take away what other faults are put into."""


def test_all_faults_at_once_are_found(tmp_path, sound):
    for kind in TOGETHER:
        FAULTS[kind][3](sound)
    found = checked(tmp_path, sound)
    kinds = {(f.kind, *FAULTS[f.kind][:3]) for f in found if f.kind in FAULTS}
    assert {(kind, *FAULTS[kind][:3]) for kind in TOGETHER} <= kinds
    assert len(TOGETHER) >= 10
    severities = [f.severity for f in found]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)


@pytest.mark.slow
def test_the_same_faults_in_the_codebook_that_comes_with_the_package(tmp_path):
    def kinds(data):
        return Counter(f.kind for f in checked(tmp_path, data))

    data = yaml.safe_load(load_codebook("rus").path.read_text("utf-8"))
    before = kinds(data)
    roles = theme(data, "roller")
    roles["examples"].append("Solen skiner över åkern")
    roles["counter_examples"].append("Vem har vilken roll")
    roles["patterns"] += [roles["patterns"][0], "roll …", "måsfågel/fiskmås", "mås @not mås", "eller", "sammverkan"]
    data["word_lists"]["fåglar"] = ["mås"]
    theme(data, "klimat")["label"] = roles["label"]
    theme(data, "klimat")["definition"] = ""
    data["themes"].append({**theme(data, "teknik"), "id": "digitalt", "label": "Digitalt"})
    found = kinds(data) - before
    assert set(found) >= {
        "example-not-found", "counter-example-found", "pattern-twice", "unreadable-pattern", "never-one-word",
        "impossible", "stop-word", "misspelt", "unused-word-list", "same-label", "empty-definition", "near-duplicate",
    }  # fmt: skip


def test_the_codebook_that_comes_with_the_package_has_no_errors():
    assert [f.line() for f in check_codebook(load_codebook("rus")) if f.severity == "error"] == []


@pytest.mark.slow
def test_a_check_takes_seconds():
    book = load_codebook("rus")
    examples = [example for code in book.codes for example in code.examples]
    texts = [f"{examples[i % len(examples)]} {examples[i * 7 % len(examples)]}" for i in range(1000)]
    before = time.process_time()
    check_codebook(book, texts)
    assert time.process_time() - before < 15  # about three on a quiet machine


def test_a_finding_is_one_line_and_a_row(tmp_path, sound):
    add("roller", "examples", "Solen skiner")(sound)
    (finding,) = checked(tmp_path, sound)
    assert finding.line() == (
        "error: roller, examples 'Solen skiner': no pattern finds it; widen a pattern, or take the example away"
    )
    table = findings_table([finding])
    assert list(table.columns) == ["kind", "severity", "code", "field", "item", "problem", "advice"]
    assert list(table.iloc[0][["kind", "code", "item"]]) == ["example-not-found", "roller", "Solen skiner"]
    assert list(findings_table([]).columns) == list(table.columns)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("themes: [", "not valid YAML"),
        ("- lista", "should be a mapping of fields"),
        ("name: tom", "no codes"),
        ("themes: ja", "should be a list of entries"),
        ("themes:\n  - label: A\n    definition: B", "missing"),
        ("themes:\n  - id: a\n    label: 3\n    definition: b", "should be text, not int"),
        ("themes:\n  - id: a\n    label: A\n    definition: b\n    patterns: roll", "should be a list"),
        ("themes:\n  - id: a\n    label: A\n    definition: b\n    patterns: ['']", "item 1 is empty"),
        ("areas:\n  - id: a\n    label: A\n    definition: b\n    subgoals:\n      - {id: b, label: B, definition: c}",
         "a sub-goal of 'a' has an id that begins with 'a.'"),
        ("families: [[a], [a]]\nthemes:\n  - id: a\n    label: A\n    definition: b", "is in it twice"),
        ("families: båt\nthemes:\n  - id: a\n    label: A\n    definition: b", "should be a list of lists"),
        ("word_lists: [båt]\nthemes:\n  - id: a\n    label: A\n    definition: b", "should be names with lists"),
    ],
)  # fmt: skip
def test_what_cannot_be_loaded_is_checked_all_the_same(tmp_path, text, problem):
    path = tmp_path / "bok.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(CodebookError):
        load_codebook(path)
    errors = [f for f in read_and_check(path)[1] if f.severity == "error"]
    assert any(problem in f.problem for f in errors), errors


def test_families_count_in_a_file_that_cannot_be_loaded(tmp_path, sound):
    sound["families"] = [["buller", "oväsen"]]
    add("miljo", "examples", "Oväsen om natten")(sound)
    put("miljo", "inklude", "felstavat")(sound)
    assert [f.kind for f in checked(tmp_path, sound)] == ["unknown-field"]


def test_a_codebook_that_is_not_there():
    with pytest.raises(CodebookError, match="no codebook named 'hamnarna'"):
        read_and_check("hamnarna")


def test_a_codebook_that_was_not_read_from_yaml(sound, tmp_path):
    path = tmp_path / "hamnen.yaml"
    path.write_text(SOUND, "utf-8")
    book = load_codebook(path)
    (area, subgoal, *themes) = book.codes
    lost = dataclasses.replace(subgoal, parent="hamn")
    assert [(f.kind, f.code) for f in check_codebook(dataclasses.replace(book, codes=(area, lost, *themes)))] == [
        ("unknown-parent", "trafik.kollektivt")
    ]
    assert check_codebook(dataclasses.replace(book, codes=(), word_lists={})) == []


def test_patterns_in_texts(tmp_path, sound):
    add("miljo", "patterns", "tång")(sound)
    add("miljo", "weak_patterns", "vatten")(sound)
    texts = ["Vattnet är grumligt"] * 20 + ["Fler bänkar"] * 20
    found = [(f.kind, f.item, f.problem) for f in checked(tmp_path, sound, texts) if f.code == "miljo"]
    assert found == [
        ("frequent-pattern", "vatten", "finds 20 of 40 texts (50%), too many to tell anything"),
        ("idle-patterns", "", "2 of 5 find nothing in 40 texts, nor in the examples: 'havsvatten', 'tång'"),
    ]
    # Of few texts no share is told.
    assert not [f for f in checked(tmp_path, sound, texts[:20]) if f.kind == "frequent-pattern"]


def test_a_pattern_that_a_longer_one_hides_is_not_dead(tmp_path, sound):
    theme(sound, "miljo")["patterns"] += ["grumlig", "grumlig … vatten"]
    found = checked(tmp_path, sound, ["Grumligt och illaluktande vatten"])
    assert not [f for f in found if f.kind == "idle-patterns" and "'grumlig'" in f.problem]


def codes(*ids):
    return Codebook("b", "b", "sv", "1", tuple(Code(i, "theme", i, "d", "", "", (), (), (), ()) for i in ids), "", None)


def test_codes_that_never_or_always_go_together():
    used = [{"a", "b"}] * 20 + [{"c"}] * 40 + [set()] * 40
    assert [(f.kind, f.code, f.problem) for f in use_findings(codes("a", "b", "c"), used)] == [
        ("always-together", "a", "20 of its 20 statements have 'b' too (20 of 100 statements)"),
        (
            "never-together",
            "c",
            "never in one statement with 'a' (40 and 20 of 100 statements; chance would let them share 8)",
        ),
        (
            "never-together",
            "c",
            "never in one statement with 'b' (40 and 20 of 100 statements; chance would let them share 8)",
        ),
    ]


def test_of_few_statements_nothing_is_said():
    assert use_findings(codes("a", "b", "c"), [{"a", "b"}] * 9 + [{"c"}] * 20) == []
    assert use_findings(codes("a"), []) == []


@pytest.mark.parametrize(
    ("narrow", "wide", "covered"),
    [
        ("utbildningsplats", ["-utbildning-"], True),
        ("utbildningsplats", ["-utbildning"], False),
        ("gemensam ansvar", ["ansvar"], True),
        ("ta …2 ansvar", ["ta … ansvar"], True),
        ("ta …6 ansvar", ["ta … ansvar"], False),
        ("ansvar", ["ta … ansvar"], False),
        ("=ansvaret", ["ansvar"], True),
        ("ansvar", ["=ansvaret"], False),
        ("digitalisera", ["digital*"], True),
        ("stad", ["stad*"], False),
        ("roll @not yrke-", ["roll"], True),
        ("roll", ["roll @not yrke-"], False),
        ("roll @brackets", ["roll"], True),
        ("buss|tåg", ["-buss-", "tåg|bil"], True),
        ("buss|spårvagn", ["-buss-", "tåg|bil"], False),
        ("SYV", ["-SYV-"], True),
        ("-SYV-", ["SYV"], False),
    ],
)
def test_covering(narrow, wide, covered):
    by = covering(parse_pattern(narrow), [parse_pattern(pattern) for pattern in wide])
    assert (by is not None) == covered


def test_a_pattern_written_again_is_the_same_pattern():
    book = load_codebook("rus")
    for code in book.codes:
        for pattern in (*code.patterns, *code.weak_patterns):
            parsed = parse_pattern(pattern, book.word_lists)
            assert parse_pattern(pattern_text(parsed)) == parsed


def test_findings_are_told_apart():
    first = Finding("a", "note", "", "fält", "", "problem", "råd")
    assert first.line() == "note: codebook, fält: problem; råd"
