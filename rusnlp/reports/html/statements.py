"""All statements on the page: the filter, and the data that the page's script lists, filters and marks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from typing import Any

from rusnlp.reports.html.lists import statement_lists
from rusnlp.reports.views import Content, Mark, StatementView
from rusnlp.reports.wording import DECISIONS, METHODS, SLOTS

ANY = "*"
"""The choice of everything in a field where the empty value means those without: no session, no question."""
DECIDED = {
    "assigned": "Kodad",
    "review": "Att granska",
    "only": "Har bara osäkra koder",
    "none": "Utan kod",
}
"""Choices of the field Beslut; with a code chosen the first two concern that code."""
CHOSEN = {
    "": "Anteckningar",
    "upprepning": "Upprepningar",
    "summering": "Summeringar",
    "alla": "Allt",
}


def statement_filter(content: Content) -> str:
    """The form, its status line and the list; both are filled by the script and hidden without it."""
    themes = sorted(((c.code, c.label) for c in content.themes), key=lambda item: item[1])
    areas = [(c.code, f"– {c.label}" if c.parent else c.label) for c in content.areas]
    sessions = [(s.key, f"{s.label}: {s.title}" if s.title else s.label) for s in content.sessions]
    slots = [(key, label) for key, label in SLOTS.items() if any(view.slot == key for view in content.statements)]
    documents = [(row["Dokument"],) * 2 for row in content.documents] if len(content.documents) > 1 else []
    everything = (ANY, "Alla")
    fields = [
        _select("pass", "Pass", [everything, *sessions]),
        _select("fraga", "Fråga", [everything, *((q.key, q.label) for q in content.questions)]),
        _select("halvdag", "Halvdag", [everything, *slots, ("", "Framgår inte")]) if slots else "",
        _select("tema", "Tema", [("", "Alla"), *themes]),
        _select("omrade", "Område", [("", "Alla"), *areas]),
        _select("beslut", "Beslut", [("", "Alla"), *DECIDED.items()]),
        _select("urval", "Källa", CHOSEN.items()),
        _select("dokument", "Dokument", [everything, *documents]) if documents else "",
    ]
    return f"""<form class="filter" id="filter" role="search" aria-label="Filtrera utsagor" data-script>
<label class="words">Ord i utsagan<input type="search" name="ord" autocomplete="off" spellcheck="false"></label>
{"".join(fields)}
<label class="check"><input type="checkbox" name="saknas" value="1"> Bara det som sägs saknas eller brista</label>
<div class="buttons"><button type="reset">Rensa filtret</button>
<button type="button" id="kopiera-lank">Kopiera länk till urvalet</button></div>
</form>
<p class="status" id="antal" role="status" data-script></p>
<p class="paper" id="utskrift">Alla utsagor finns i listan på skärmen och i arbetsboken. Filtrera listan för att skriva
ut ett urval.</p>
<ol class="statements" id="lista"></ol>"""


def _select(name: str, label: str, options: Iterable[tuple[str, str]]) -> str:
    inner = "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in options)
    return f'<label>{escape(label)}<select name="{name}">{inner}</select></label>'


def page_data(content: Content) -> str:
    """What the page's script lists and filters, as JSON that cannot end its own element."""
    position = {view.statement_id: n for n, view in enumerate(content.statements)}
    data = {
        "codes": {code.code: [code.label, code.kind] for code in (*content.themes, *content.areas)},
        "sessions": {column.key: column.label for column in content.sessions},
        "questions": {column.key: column.label for column in content.questions},
        "slots": SLOTS,
        "methods": METHODS,
        "decisions": DECISIONS,
        "statements": [_statement(view) for view in content.statements],
        "lists": {
            listed.key: {
                "label": listed.label,
                "at": [position[i] for i in listed.statement_ids],
                **({"against": [position[i] for i in listed.against]} if listed.against else {}),
            }
            for listed in statement_lists(content)
        },
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _statement(view: StatementView) -> dict[str, Any]:
    return _filled(
        {
            "id": view.statement_id,
            "document": view.document,
            "place": view.place,
            "session": view.session,
            "question": view.question,
            "slot": view.slot or "",
            "text": view.text,
            "status": view.status,
        },
        group=view.group,
        heading=view.heading,
        source=view.source if view.source != "note" else None,
        cluster=view.role == "cluster",
        repeat=view.repeat_of,
        uncounted=not view.counted,
        marks=[_mark(mark, view.text) for mark in view.marks],
        nearest=[_mark(mark, view.text) for mark in view.nearest],
    )


def _mark(mark: Mark, text: str) -> dict[str, Any]:
    def utf16(at: int) -> int:
        # JavaScript counts UTF-16 units: an emoji is two.
        return len(text[:at].encode("utf-16-le")) // 2

    return _filled(
        {"code": mark.code, "decision": mark.decision, "score": round(mark.score, 3), "method": mark.method},
        coder=mark.coder if mark.coder != "rusnlp" else None,
        absent=mark.absent,
        spans=[(utf16(first), utf16(last)) for first, last in mark.spans],
        example=mark.example,
    )


def _filled(fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    """`fields`, and of `more` what holds something: most fields of most statements are empty."""
    return fields | {name: value for name, value in more.items() if value}
