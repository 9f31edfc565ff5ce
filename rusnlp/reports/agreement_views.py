"""How far coders agree: people with each other and with rusnlp, and a learned model with what was held out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import pandas as pd

from rusnlp.codebook import Codebook
from rusnlp.coding import CODER
from rusnlp.evaluating.coded_sets import CodedSets, coded_sets
from rusnlp.evaluating.evaluation import compare_coders
from rusnlp.reports.views import AgreementView
from rusnlp.reports.wording import KINDS, number_text, score_text, statements_text

PLURALS = {"theme": "teman", "area": "områden"}
NOT_KNOWN = (
    "Hur väl kodningen stämmer med en persons är inte känt för det här underlaget: ingen mer än {coder} har kodat det. "
    "Koda några utsagor för hand och jämför innan siffrorna bär en slutsats."
)


def agreement_view(
    statements: pd.DataFrame, codings: pd.DataFrame, codebook: Codebook, manifest: Mapping[str, Any]
) -> AgreementView:
    """What is known of agreement: between the coders of `codings`, or else of the learned model of `manifest`.

    With two coders or more Krippendorff's alpha (MASI distance) and micro F1 by kind and pair of coders, over the
    statements that both have coded, as `rusnlp agree` gives them. Of a model the F1 on sessions that it was not
    learned from, with and without what was learned, where `manifest["model"]["figures"]` holds them. With neither,
    a sentence that says so.
    """
    together = coded_sets(statements.reset_index(drop=True), codings)
    # Who has coded themes only says nothing of areas, though rusnlp's areas were left to stand.
    own = set(zip(together.pairs["coder"], together.pairs["kind"], strict=True))
    together = replace(together, sets={key: sets for key, sets in together.sets.items() if key in own})
    if len(together.coders) > 1:
        return _of_coders(together, codebook)
    model = manifest.get("model")
    if isinstance(model, Mapping) and (view := _of_model(model, codebook)):
        return view
    return AgreementView((NOT_KNOWN.format(coder=together.coders[0] if together.coders else CODER),))


def _of_coders(together: CodedSets, codebook: Codebook) -> AgreementView:
    alone = [
        replace(together, name=coder, sets={key: sets for key, sets in together.sets.items() if key[0] == coder})
        for coder in together.coders
    ]
    figures = compare_coders(alone, codebook)
    totals = cast(Any, list(figures.totals.itertuples(index=False)))
    alphas: dict[str, float] = {}
    for row in totals:
        alphas.setdefault(row.kind, row.alpha)  # all coders together come first
    told = [f"{score_text(alpha)} för {PLURALS[kind]}" for kind, alpha in alphas.items() if not math.isnan(alpha)]
    sentences = [f"Underlaget är kodat av {_listed(figures.coders)}."]
    if told:
        sentences.append(
            f"Samstämmigheten, Krippendorffs alfa, är {_listed(told)}; 0 är som av en slump och 1 är full enighet."
        )
    else:
        sentences.append("Samstämmigheten kan inte räknas ut: för få utsagor har kodats av två.")
    if CODER in figures.coders:
        sentences.append("Den som rättar ett förslag ser det, så siffrorna mot rusnlp är högre än mellan oberoende.")
    return AgreementView(
        tuple(sentences),
        "Samstämmighet mellan kodare, parvis, på de utsagor som båda har kodat.",
        ("Slag", "Kodare", "Utsagor", "Alfa", "F1"),
        tuple(
            (KINDS[row.kind], row.coders, number_text(row.n), _figure(row.alpha), _figure(row.micro_f1))
            for row in totals
        ),
        3,
    )


def _of_model(model: Mapping[str, Any], codebook: Codebook) -> AgreementView | None:
    figures = model.get("figures")
    if not isinstance(figures, Mapping):
        return None
    rows, f1s = [], []
    for code in codebook.codes:
        told = figures.get(code.id)
        if isinstance(told, Mapping) and told.get("f1_learned") is not None and told.get("f1_general") is not None:
            used = told.get("decided_by") == "learned"
            f1s.append(float(told["f1_learned"] if used else told["f1_general"]))
            numbers = (float(told["f1_general"]), float(told["f1_learned"]))
            coded = number_text(int(told.get("with_code", 0)))
            rows.append((code.label, "ja" if used else "nej", coded, *(_figure(number) for number in numbers)))
    if not rows:
        return None
    of = model.get("learned_of")
    number = of.get("statements") if isinstance(of, Mapping) else None
    source = f" av {statements_text(int(number))} som personer har kodat" if number else ""
    sentences = (
        f"Kodningen bygger också på en modell som lärts{source}. På pass som hölls utanför stämde den med personerna "
        f"med F1 {score_text(sum(f1s) / len(f1s))} i medel av {number_text(len(f1s))} koder (1 är full enighet).",
    )
    caption = "Stämmer kodningen med personers? F1 på pass som modellen inte lärts av, utan och med det som lärts."
    headings = ("Kod", "Inlärd", "Utsagor med koden", "F1 utan", "F1 med")
    return AgreementView(sentences, caption, headings, tuple(rows), 3)


def _figure(value: float) -> str:
    return "–" if math.isnan(value) else score_text(value)


def _listed(names: list[str] | tuple[str, ...]) -> str:
    return " och ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
