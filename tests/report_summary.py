"""An invented summary of the small day of `report_tables`, for the tests of the reports."""

from rusnlp.summarising.parts import Point, Sentence, Summary, SummaryPart
from rusnlp.tabling.parts import Difference, DifferenceGroup

HEARD = ("dag.p001.01", "dag.p001.03")


def point(heading, text, ids, quotes, against=(), sessions=("1",)):
    return Point(
        heading, Sentence(text, tuple(ids)), tuple(ids), sessions, None, ("samverkan",), tuple(quotes), against
    )


def part(session, label, ids, **more):
    given = {
        "recurring": (point("jobba ihop", f"2 utsagor i {label}.", HEARD, HEARD[:1]),),
        "few": (point("fler bussar", "1 utsaga i Pass 2.", ["dag.p003.02"], ["dag.p003.02"], sessions=("2",)),),
        "contradictions": (
            point("bussen", "2 utsagor säger emot varandra.", ["dag.p001.02", "dag.p003.02"],
                  ["dag.p001.02", "dag.p003.02"], ("dag.p003.02",)),
        ),
        "thin_questions": (Sentence("Frågan Aktivering fick 1 utsaga.", ("dag.p001.03",)),),
    } | more  # fmt: skip
    return SummaryPart(session, label, (Sentence(f"{label} har {len(ids)} utsagor.", tuple(ids)),), **given)


def small_summary():
    return Summary(
        part(None, "Dagen", ["dag.p001.01", "dag.p001.02", "dag.p001.03", "dag.p003.01", "dag.p003.02"]),
        (
            part("1", "Pass 1", ["dag.p001.01", "dag.p001.02", "dag.p001.03"]),
            part("2", "Pass 2", ["dag.p003.01", "dag.p003.02"], recurring=(), contradictions=(), thin_questions=()),
        ),
    )


def empty_summary():
    return Summary(SummaryPart(None, "Dagen", (), (), (), (), ()), ())


def small_differences():
    def group(key, label, ids, of, review=()):
        share, most = len(ids) / of, (len(ids) + len(review)) / of
        return DifferenceGroup(key, label, len(ids), len(ids) + len(review), of, share, most, ids, review)

    halves = (group("fm", "Förmiddag", HEARD, 3, ("dag.p001.02",)), group("em", "Eftermiddag", (), 2))
    why = "Inget test: för få pass."
    tested = (
        group("prioritering", "Prioritering", HEARD[:1], 2),
        group("aktivering", "Aktivering", HEARD[1:], 1),
    )
    return (
        Difference("slot", "theme", "samverkan", "Samverkan", halves, 2, None, None, False, why, "utsagor"),
        Difference("question", "theme", "samverkan", "Samverkan", tested, 2, 0.01, 0.02, True, "Skiljer.", "utsagor"),
    )
