import pandas as pd
from report_tables import shuffled, small_codebook, small_codings, small_statements

from rusnlp.reports.agreement_views import NOT_KNOWN, agreement_view
from rusnlp.reports.views import AgreementView


def by(coder, codings=None):
    codings = small_codings() if codings is None else codings
    return codings[codings["coder"] == coder]


def two_people():
    own = by("rusnlp")
    eva, lo = own.assign(coder="Eva"), own.assign(coder="Lo")
    return pd.concat([eva, lo[lo["statement_id"] != "dag.p001.01"]], ignore_index=True)


def test_one_coder_alone_is_not_known():
    for codings, coder in ((by("rusnlp"), "rusnlp"), (by("Eva"), "Eva"), (small_codings().iloc[:0], "rusnlp")):
        view = agreement_view(small_statements(), codings, small_codebook(), {})
        assert view == AgreementView((NOT_KNOWN.format(coder=coder),))


def test_a_person_beside_rusnlp_is_compared_on_what_the_person_coded():
    view = agreement_view(small_statements(), small_codings(), small_codebook(), {})
    assert view.rows == (("tema", "Eva – rusnlp", "1", "0,00", "0,00"),)
    assert (view.headings, view.figures) == (("Slag", "Kodare", "Utsagor", "Alfa", "F1"), 3)
    assert view.sentences[0] == "Underlaget är kodat av Eva och rusnlp."
    assert "mot rusnlp är högre" in view.sentences[2]


def test_two_people_are_compared_with_alpha_and_f1_whatever_the_order():
    view = agreement_view(small_statements(), two_people(), small_codebook(), {})
    assert [row[:3] for row in view.rows] == [("område", "Eva – Lo", "8"), ("tema", "Eva – Lo", "8")]
    assert view.rows[0][3:] == ("1,00", "1,00")
    assert view.sentences[1].startswith("Samstämmigheten, Krippendorffs alfa, är 1,00 för områden och 0,78 för teman")
    assert len(view.sentences) == 2
    assert view == agreement_view(shuffled(small_statements()), shuffled(two_people()), small_codebook(), {})


def test_a_learned_model_tells_what_was_held_out():
    figures = {
        "ansvar": {"f1_general": 0.5, "f1_learned": 0.7, "with_code": 20, "decided_by": "learned"},
        "samverkan": {"f1_general": 0.5, "f1_learned": 0.4, "with_code": 31, "decided_by": "general"},
        "mat": {"f1_general": None, "f1_learned": None, "with_code": 2, "decided_by": "general"},
    }
    manifest = {"model": {"figures": figures, "learned_of": {"statements": 300, "sessions": 6}}}
    view = agreement_view(small_statements(), by("rusnlp"), small_codebook(), manifest)
    assert view.rows == (("Ansvar", "ja", "20", "0,50", "0,70"), ("Samverkan", "nej", "31", "0,50", "0,40"))
    assert "lärts av 300\u00a0utsagor som personer har kodat" in view.sentences[0]
    assert "F1 0,60 i medel av 2 koder" in view.sentences[0]
    without = {"model": {"hash": "ab", "learned_of": {"statements": 300}}}
    assert agreement_view(small_statements(), by("rusnlp"), small_codebook(), without).rows == ()
