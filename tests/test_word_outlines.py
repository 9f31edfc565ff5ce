import pytest

from rusnlp.compounds import constituents
from rusnlp.rules.word_outlines import Outlines, outline
from rusnlp.swedish import dictionary_forms


def outlines(word):
    found = Outlines()
    found.add_word(word)
    found.add_part(word)
    return found


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("samverka", "samverka samverkar samverkade samverkat samverkas"),
        ("bjuda", "bjuder bjöd bjudit"),
        ("göra", "gör gjorde gjort"),
        ("hålla", "håller höll hållit"),
        ("lägga", "lägger lade lagt"),
        ("finnas", "finns fanns funnits"),
        ("stad", "städer städernas stan"),
        ("bok", "boken böckerna"),
        ("röd", "rött röda"),
        ("nyckel", "nycklarna nyckeln"),
        ("centrum", "centra centret"),
        ("gammal", "gamla äldre äldsta"),
        ("många", "fler flesta"),
        ("idé", "idéer idén"),
        ("museum", "museer"),
        ("anmälan", "anmälningarna anmälans"),
        ("avgå", "avgick avgången avgående"),
        ("överge", "övergivna övergav"),
    ],
)
def test_every_form_may_be_of_its_word(word, forms):
    assert all(outlines(word).may_be_word(form, outline(form)) for form in forms.split())


@pytest.mark.parametrize(
    ("word", "compounds"),
    [
        ("ansvar", "ansvarsfördelning huvudansvaret"),
        ("hälsa", "folkhälsoarbete hälsovalet ohälsan"),
        ("stad", "småstäderna stadsdel"),
        ("yta", "kontaktytor ytbehandling"),
        ("el", "elnätet elförsörjning"),
        ("skola", "skolgård grundskolorna"),
        ("natt", "nattåg nattågen"),
        ("aja", "ajaröst"),
    ],
)
def test_every_compound_may_have_its_part(word, compounds):
    assert all(outlines(word).may_have_part(form, outline(form)) for form in compounds.split())


def test_what_no_inflection_adds_rules_a_word_out():
    forms = ["lunchplockar", "luncherna", "lunchens", "lunchbricka"]
    assert [form for form in forms if outlines("lunch").may_be_word(form, outline(form))] == ["luncherna", "lunchens"]


def test_most_other_words_may_not():
    others = "kaffekopp fredagsmöte grönska parkering tillgänglig busshållplatsen".split()
    assert not any(outlines("samverkan").may_be_word(form, outline(form)) for form in others)
    assert not any(outlines("samverkan").may_have_part(form, outline(form)) for form in others)
    assert not any(Outlines().may_be_word(form, outline(form)) or Outlines().may_have_part(form, "") for form in others)


def test_nothing_is_left_out_that_the_word_lists_know_of():
    """Of each word of a vocabulary: its own dictionary forms and parts are never ruled out."""
    from benchmarks.rules_texts import vocabulary

    wrong = []
    for form in vocabulary(7)[:6_000:3]:
        outlined = outline(form)
        parts = constituents(form)
        wrong += [(form, word) for word in dictionary_forms(form) if not outlines(word).may_be_word(form, outlined)]
        wrong += [
            (form, part) for part in parts.modifiers | parts.heads if not outlines(part).may_have_part(form, outlined)
        ]
    assert wrong == []
