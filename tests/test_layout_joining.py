"""How two lines that the page broke are put together."""

from __future__ import annotations

import pytest

from rusnlp.outlining.layout_joining import join_wrapped


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("fler mötesplatser", "på landsbygden", "fler mötesplatser på landsbygden"),
        ("bredbands-", "och fibernät", "bredbands- och fibernät"),
        ("kultur-", "eller idrottslivet", "kultur- eller idrottslivet"),
        ("YH-", "kurserna", "YH-kurserna"),
        ("källar-", "översvämning", "källaröversvämning"),
        ("T&D-", "miljöer", "T&D-miljöer"),
        ("2024-", "2030", "2024-2030"),
        ("Malmö-", "Lund", "Malmö-Lund"),
        ("e-", "tjänster", "e-tjänster"),
        ("fler i it-", "personal", "fler i it-personal"),
        ("tv-", "soffan", "tv-soffan"),
        ("hr-", "chefen", "hr-chefen"),
        ("a-", "traktorn", "a-traktorn"),
        ("ett här-", "och-nu-perspektiv", "ett här-och-nu-perspektiv"),
        ("steg-för-", "steg-plan", "steg-för-steg-plan"),
        ("strå-", "kanten", "stråkanten"),
        ("Öresunds-", "regionen", "Öresundsregionen"),
        ("kollektiv\x02", "trafik", "kollektivtrafik"),
        ("kollektiv\ufffe", "trafik", "kollektivtrafik"),
        ("kollektiv\u00ad", "trafik", "kollektivtrafik"),
        ("vi vill -", "om möjligt", "vi vill - om möjligt"),
        ("blankt slut  ", "  och början", "blankt slut och början"),
        ("", "ensam rad", "ensam rad"),
        ("ensam rad", "", "ensam rad"),
        ("", "", ""),
    ],
)
def test_join_wrapped(first, second, joined):
    assert join_wrapped(first, second) == joined
