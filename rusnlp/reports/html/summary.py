"""The summary on the page: the day, then each session; every sentence opens its statements."""

from __future__ import annotations

from html import escape

from rusnlp.reports.html.lists import POINT_KINDS, sentence_key
from rusnlp.reports.html.parts import places_text, quote, sentence_link
from rusnlp.reports.views import Content
from rusnlp.reports.wording import number_text
from rusnlp.summarising.parts import Point, Sentence, SummaryPart

EXPLAINED = (
    "Sammanfattningen är gjord genom att utsagor som säger ungefär detsamma har förts samman. Rubrikerna är deras egna "
    "ord, citaten är ordagranna och varje mening öppnar de utsagor som den bygger på."
)


def summary_section(content: Content) -> str:
    """The day in full, each session folded; nothing where no summary was made."""
    if content.summary is None:
        return ""
    day = content.summary.day
    html = f'<p class="note">{EXPLAINED}</p><h3>{escape(day.label)}</h3>{_part(content, day)}'
    if content.summary.sessions:
        html += '<h3>Pass för pass</h3><div class="folds">'
        html += "".join(_session(content, n, part) for n, part in enumerate(content.summary.sessions, 1))
        html += "</div>"
    return html


def _session(content: Content, number: int, part: SummaryPart) -> str:
    recurring = len(part.recurring)
    told = f"{number_text(recurring)} {'återkommande punkt' if recurring == 1 else 'återkommande punkter'}"
    return (
        f'<details id="sammanfattning-{number}"><summary><h4>{escape(part.label)}</h4> '
        f'<span class="told">{told}</span></summary>'
        f'<div class="fold">{_part(content, part, level=5)}</div></details>'
    )


def _part(content: Content, part: SummaryPart, level: int = 4) -> str:
    told = " ".join(_sentence(part, "numbers", n, sentence) for n, sentence in enumerate(part.numbers))
    blocks = [f"<p>{told}</p>"] if told else []
    for field, heading in POINT_KINDS.items():
        points: tuple[Point, ...] = getattr(part, field)
        items = "".join(
            f"<li>{_point(content, point, sentence_key(part, field, n))}</li>" for n, point in enumerate(points)
        )
        if items:
            blocks.append(f'<h{level}>{heading}</h{level}><ol class="points {field}">{items}</ol>')
    thin = "".join(f"<li>{_sentence(part, 'thin_questions', n, s)}</li>" for n, s in enumerate(part.thin_questions))
    if thin:
        blocks.append(f"<h{level}>Frågor som fick få svar</h{level}><ul>{thin}</ul>")
    return "".join(blocks) or "<p>Det finns inga utsagor att sammanfatta.</p>"


def _sentence(part: SummaryPart, field: str, position: int, sentence: Sentence) -> str:
    return sentence_link(sentence.text, len(sentence.statement_ids), {"lista": sentence_key(part, field, position)})


def _point(content: Content, point: Point, key: str) -> str:
    sentence = sentence_link(point.sentence.text, len(point.statement_ids), {"lista": key})
    one, other = (
        "".join(quote(content, i) for i in point.quotes if (i in point.against) is against) for against in (False, True)
    )
    turn = '<p class="turn">Å andra sidan:</p>' if one and other else ""
    paper = f'<p class="paper">Underlag: {escape(places_text(content, point.statement_ids))}.</p>'
    return (
        f'<p class="point"><b>{escape(point.heading)}</b><br>{sentence}</p>{one}{turn}{other}'
        f"{'' if set(point.statement_ids) <= set(point.quotes) else paper}"
    )
