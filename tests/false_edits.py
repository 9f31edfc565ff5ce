"""False edits of a summary in Markdown, drawn by chance: what `rusnlp verify` should catch.

Each kind of edit takes the lines of a summary and a source of chance, and gives the lines with one sentence made false,
or None where it finds none to change. An edit that happens to say something true is not given.
"""

import re

from rusnlp.reports.docx.citations import short_ids
from rusnlp.summarising.cited_text import cited_of_lines

IDS = re.compile(r" \[((?:\\.|[^\[\]\\])+)\]$")
NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:\u00a0\d{3})*(?![\w,]|\.\d)")


def sentences(lines, needs=""):
    """Numbers of the lines that hold a sentence with ids and, in its words, `needs`."""
    kept = (n for n, line in enumerate(lines) if IDS.search(line) and not line.strip().startswith((">", "[^")))
    return [n for n in kept if re.search(needs, IDS.sub("", lines[n]))]


def changed(lines, row, line):
    return [*lines[:row], line, *lines[row + 1 :]] if line != lines[row] else None


def any_of(chance, items):
    return items[int(chance.integers(len(items)))] if items else None


def ids_of(lines, row):
    """The ids of a line's sentence, footnotes looked up."""
    return next(
        one.ids for one in cited_of_lines([lines[row], *(x for x in lines if x.startswith("[^"))], "l", marked=True)
    )


def number(lines, day, chance):
    """Another number in the place of one; not in the name of a session."""
    rows = sentences(lines, r"\d")
    row = any_of(chance, rows)
    text, ids = IDS.sub("", lines[row]), IDS.search(lines[row])[0]
    body = re.match(r"\s*(?:\d+\. \*\*.*?\*\* )?", text).end()
    found = [m for m in NUMBER.finditer(text, body) if not text[: m.start()].endswith("Pass ")]
    match = any_of(chance, found)
    if match is None:
        return None
    value = int(match[0].replace("\u00a0", ""))
    other = max(0, value + int(chance.choice([-2, -1, 1, 2, 3, 10])))
    other = other if other != value else value + 1
    return changed(lines, row, f"{text[: match.start()]}{other}{text[match.end() :]}{ids}")


def name(lines, day, chance, cue, labels, count):
    """Another name in the place of a theme's or question's, where as many statements do not have that one too."""
    row = any_of(chance, sentences(lines, cue))
    if row is None:
        return None
    text = lines[row]
    places = [
        (m.end(), key)
        for m in re.finditer(cue, text)
        for key, label in labels.items()
        if text.startswith(label, m.end())
    ]
    place = any_of(chance, places)
    if place is None:
        return None
    start, key = place
    ids = ids_of(lines, row)
    others = [other for other in labels if count(ids, other) != count(ids, key)]
    other = any_of(chance, others)
    return changed(lines, row, text[:start] + labels[other] + text[start + len(labels[key]) :]) if other else None


def theme(lines, day, chance):
    return name(lines, day, chance, "[Tt]emat ", day.themes, lambda ids, code: len(day.with_code(ids, code)))


def question(lines, day, chance):
    return name(lines, day, chance, "[Ff]rågan ", day.questions, lambda ids, q: len(day.with_question(ids, q)))


def session(lines, day, chance):
    """Another session in the place of one that a sentence names."""
    row = any_of(chance, sentences(lines, r"Pass \d"))
    if row is None:
        return None
    match = any_of(chance, list(re.finditer(r"Pass \d+", IDS.sub("", lines[row]))))
    others = [label for label in day.sessions.values() if label not in lines[row]]
    other = any_of(chance, others)
    return changed(lines, row, lines[row][: match.start()] + other + lines[row][match.end() :]) if other else None


def section(lines, day, chance):
    """Another session's name over a part of the summary."""
    row = any_of(chance, [n for n, line in enumerate(lines) if line.startswith("## Pass")])
    if row is None:
        return None
    label = re.match(r"## (Pass \d+)", lines[row])[1]
    return changed(
        lines, row, lines[row].replace(label, any_of(chance, [x for x in day.sessions.values() if x != label]), 1)
    )


def swapped_ids(lines, day, chance):
    """Two points' ids in each other's place."""
    rows = sentences(lines, r"\*\*")
    one, two = any_of(chance, rows), any_of(chance, rows)
    if one is None or set(ids_of(lines, one)) == set(ids_of(lines, two)):
        return None
    first, second = IDS.search(lines[one])[0], IDS.search(lines[two])[0]
    lines = changed(lines, one, IDS.sub("", lines[one]) + second)
    return lines and changed(lines, two, IDS.sub("", lines[two]) + first)


def dropped_id(lines, day, chance):
    """An id less behind a sentence."""
    row = any_of(chance, sentences(lines))
    ids = list(ids_of(lines, row))
    ids.remove(any_of(chance, ids))
    return changed(lines, row, IDS.sub("", lines[row]) + (f" [{short_ids(ids)}]" if ids else ""))


def other_id(lines, day, chance):
    """Another statement of the day in the place of one."""
    row = any_of(chance, sentences(lines))
    ids = list(ids_of(lines, row))
    others = [i for i in day.counted if i not in ids]
    if not others:
        return None
    ids[int(chance.integers(len(ids)))] = any_of(chance, others)
    return changed(lines, row, f"{IDS.sub('', lines[row])} [{short_ids(ids)}]")


def quote(lines, day, chance):
    """Another word in a quote."""
    row = any_of(chance, [n for n, line in enumerate(lines) if line.strip().startswith("> ”")])
    if row is None:
        return None
    text = IDS.sub("", lines[row])
    word = any_of(chance, list(re.finditer(r"\w{3,}", text)))
    other = any_of(chance, [w for w in ("inte", "alltid", "sjukhus", "skola", "mindre") if w != word[0]])
    return changed(lines, row, lines[row][: word.start()] + other + lines[row][word.end() :])


def heading(lines, day, chance):
    """Another point's heading over a point."""
    rows = sentences(lines, r"\*\*")
    one, two = any_of(chance, rows), any_of(chance, rows)
    if one is None or one == two:
        return None
    bold = [re.search(r"\*\*.*?\*\*", lines[row])[0] for row in (one, two)]
    said = " ".join(day.by_id[i].text for i in ids_of(lines, one)).casefold()
    if all(word.casefold() in said for word in re.findall(r"\w+", bold[1])):
        return None
    return changed(lines, one, lines[one].replace(bold[0], bold[1], 1))


ASKED = {"number": number, "theme": theme, "session": session}
"""The edits of the acceptance."""
NASTIER = {
    "question": question, "section": section, "swapped ids": swapped_ids, "dropped id": dropped_id,
    "other id": other_id, "quote": quote, "heading": heading,
}  # fmt: skip
