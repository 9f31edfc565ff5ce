"""A map of the statements: near on it is near in meaning, as far as a plane allows. One HTML file that needs no net."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from rusnlp.sessions import session_keys, session_label
from rusnlp.themes import question_labels
from rusnlp.topics import OUTLIER

if TYPE_CHECKING:
    from rusnlp.discovering.discovery import Discovery

COLOURS = (
    "#2c6e73", "#b5502c", "#5a4b8a", "#8a7a1f", "#1f5fa8", "#9c2f5e", "#3f7d3a", "#7a5230", "#0f8f8f", "#c0392b",
    "#4a69bd", "#6d8a00", "#8e44ad", "#b8860b", "#2e8b57", "#a0522d", "#5f6b7a", "#d35400", "#16697a", "#7d3c98",
)  # fmt: skip
GREY = "#c3cbce"
_PERPLEXITY = 30
_STEPS = 600
"""Of t-SNE. More do not bring neighbours nearer: mean trustworthiness over five orders of the statements of a day was
.925, .859 and .821 with 5, 15 and 30 neighbours, and with 1,000 steps .926, .860 and .822."""
_FEWEST = 5


def map_places(vectors: npt.NDArray[np.float32], *, seed: int = 42) -> npt.NDArray[np.float64]:
    """Places (n, 2) between 0 and 1 by t-SNE on the cosine, begun from the two first principal components.

    In the sky of a handful of statements there is nothing to see: fewer than 5, and vectors that are all the same,
    stand on a line. Source: L. van der Maaten and G. Hinton (2008), "Visualizing data using t-SNE", JMLR 9.
    """
    size = len(vectors)
    if size < _FEWEST or not np.ptp(vectors, axis=0).any():
        return np.column_stack([np.linspace(0, 1, size), np.full(size, 0.5)])
    from sklearn.decomposition import PCA
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        # Copies in one place would make the start degenerate; the seed decides how they are told apart.
        start = PCA(2, random_state=seed).fit_transform(vectors.astype(np.float64))
        start = start / max(float(start[:, 0].std()), 1e-9) * 1e-4
        model = TSNE(
            perplexity=min(_PERPLEXITY, (size - 1) / 3),
            metric="cosine",
            init=start,
            max_iter=_STEPS,
            random_state=seed,
            n_jobs=1,
        )
        found = np.asarray(model.fit_transform(vectors), dtype=np.float64)
    spread = np.maximum(np.ptp(found, axis=0), 1e-9)
    return np.asarray(((found - found.min(axis=0)) / spread).round(4))


def colours_of(names: list[str]) -> dict[str, str]:
    """A colour for each name, in turn; the same again after twenty."""
    return {name: COLOURS[place % len(COLOURS)] for place, name in enumerate(names)}


def map_views(found: Discovery) -> list[tuple[str, list[str], list[int]]]:
    """(title, names, number of each statement's name or -1) of the two views: topics and themes, the largest first."""
    topics = found.topics[found.topics["topic"] != OUTLIER]
    number = {topic: place for place, topic in enumerate(topics["topic"])}
    topic_of = dict(zip(found.members["statement_id"], found.members["topic"], strict=True))
    ids = list(found.statements["statement_id"])
    themes = [found.theme_of.get(key) for key in ids]
    names = sorted({t for t in themes if t}, key=lambda name: (-themes.count(name), name))
    place = {name: n for n, name in enumerate(names)}
    return [
        ("Ämnen", [str(label) for label in topics["label"]], [number.get(topic_of.get(key), -1) for key in ids]),
        ("Teman", names, [place[t] if t else -1 for t in themes]),
    ]


def map_html(found: Discovery) -> str:
    """The map as one HTML file: two views, names on and off, a search, and the statements behind each name."""
    labels = question_labels()
    keys = session_keys(found.statements)
    points = []
    for place, key, text, session, question, where in zip(
        found.places.tolist(),
        found.statements["statement_id"],
        found.statements["text"],
        keys,
        found.statements["question"],
        found.statements["place"],
        strict=True,
    ):
        told = ", ".join(filter(None, (session_label(session), labels.get(question, question or ""), where)))
        points.append({"x": place[0], "y": place[1], "id": key, "text": text, "where": told})
    views = []
    for title, names, of in map_views(found):
        colours = colours_of(names)
        views.append({"title": title, "names": names, "colours": [colours[name] for name in names], "of": of})
    notes = {
        row.label: ("håller" if row.holds else "osäkert") + (f"; {row.verdict_text}" if row.verdict_text else "")
        for row in found.topics.itertuples()
        if row.topic != OUTLIER
    }
    data: dict[str, Any] = {"points": points, "views": views, "notes": notes}
    # "</script>" in a note would end the script, and "<!--" change how it is read.
    script = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return _PAGE.replace("@GREY@", GREY).replace("@N@", escape(str(len(points)))).replace("@DATA@", script)


_PAGE = """<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Karta över utsagorna</title>
<style>
body{font:15px/1.45 system-ui,sans-serif;color:#14242b;margin:0;display:grid;grid-template-columns:minmax(0,1fr) 24rem}
header{grid-column:1/-1;padding:.8rem 1rem;display:flex;flex-wrap:wrap;gap:.5rem 1.2rem;align-items:baseline}
h1{font-size:1.15rem;margin:0}p{margin:0;color:#48585f}svg{width:100%;height:82vh;display:block;touch-action:none}
aside{padding:0 1rem;height:82vh;overflow:auto;border-left:1px solid #d5dcde}
button,input{font:inherit;padding:.25rem .6rem}button[aria-pressed=true]{background:#2c6e73;color:#fff}
circle{stroke:#fff;stroke-width:.5;cursor:pointer}circle.dim{opacity:.12}
text{font:600 12px system-ui,sans-serif;paint-order:stroke;stroke:#fff;stroke-width:4px;pointer-events:none}
aside button{display:block;width:100%;text-align:left;border:0;background:none;cursor:pointer}
aside button i{display:inline-block;width:.8em;height:.8em;margin-right:.5em;border-radius:50%}
li{margin:.5rem 0}li small,aside small{color:#48585f}
#tip{position:fixed;max-width:24rem;background:#14242b;color:#fff;padding:.4rem .6rem;border-radius:4px}
@media(max-width:50rem){body{display:block}svg{height:60vh}aside{height:auto}}
</style></head><body>
<header><h1>Karta över utsagorna</h1>
<span id="views" role="group" aria-label="Färg efter"></span>
<label>Sök <input id="find" type="search"></label>
<label><input id="names" type="checkbox" checked> Namn</label>
<p>@N@ utsagor. Nära på kartan är nära i betydelse; avstånd mellan grupper och axlarnas riktning säger inget.</p>
</header>
<svg id="map" role="img" aria-label="Utsagorna som punkter; samma utsagor finns i listan bredvid"></svg>
<aside id="list" aria-live="polite"></aside><div id="tip" hidden></div>
<script>
"use strict";
const D=@DATA@,$=i=>document.getElementById(i),S="http://www.w3.org/2000/svg",W=1000,H=760,M=30;
let view=0,chosen=-1,word="";const svg=$("map");svg.setAttribute("viewBox",`0 0 ${W} ${H}`);
const X=p=>M+p.x*(W-2*M),Y=p=>M+(1-p.y)*(H-2*M);
const make=(n,a,t)=>{const e=n==="circle"||n==="text"?document.createElementNS(S,n):document.createElement(n);
for(const k in a)e.setAttribute(k,a[k]);if(t!==undefined)e.textContent=t;return e};
const dots=D.points.map((p,i)=>{const c=make("circle",{cx:X(p),cy:Y(p),r:4});
c.onmousemove=e=>{const t=$("tip");t.hidden=false;t.textContent=p.text+" ("+p.where+")";
t.style.left=Math.min(e.clientX+12,innerWidth-400)+"px";t.style.top=e.clientY+14+"px"};
c.onmouseleave=()=>$("tip").hidden=true;c.onclick=()=>{chosen=D.views[view].of[i];draw()};svg.append(c);return c});
D.views.forEach((v,i)=>{const b=make("button",{type:"button"},v.title);b.onclick=()=>{view=i;chosen=-1;draw()};
$("views").append(b)});
$("find").oninput=e=>{word=e.target.value.toLowerCase();draw()};$("names").onchange=()=>draw();
function median(a){a.sort((x,y)=>x-y);return a[a.length>>1]}
function labels(v){svg.querySelectorAll("text").forEach(t=>t.remove());if(!$("names").checked)return;const put=[];
v.names.forEach((n,k)=>{const mine=D.points.filter((p,i)=>v.of[i]===k);if(!mine.length)return;
const w=n.length*6.8+8,x0=median(mine.map(X)),y0=median(mine.map(Y));
for(let s=0;s<400;s++){const r=s*1.6,x=Math.min(Math.max(x0+r*Math.cos(s),w/2),W-w/2),
y=Math.min(Math.max(y0+r*Math.sin(s)*.7,12),H-6);
if(put.every(q=>Math.abs(q.x-x)>(q.w+w)/2||Math.abs(q.y-y)>15)){put.push({x,y,w});
svg.append(make("text",{x,y,"text-anchor":"middle",fill:v.colours[k]},n));break}}})}
function draw(){const v=D.views[view];[...$("views").children].forEach((b,i)=>b.setAttribute("aria-pressed",i===view));
dots.forEach((c,i)=>{const k=v.of[i];c.setAttribute("fill",k<0?"@GREY@":v.colours[k]);
c.classList.toggle("dim",(chosen>=0&&k!==chosen)||(word!==""&&!D.points[i].text.toLowerCase().includes(word)))});
labels(v);const l=$("list");l.replaceChildren();
if(chosen<0&&word===""){v.names.forEach((n,k)=>{const b=make("button",{type:"button"});
const dot=make("i",{});dot.style.background=v.colours[k];b.append(dot,n+" ("+v.of.filter(o=>o===k).length+") ");
if(view===0&&D.notes[n])b.append(make("small",{},D.notes[n]));b.onclick=()=>{chosen=k;draw()};l.append(b)})}
else{const b=make("button",{type:"button"},"\u2190 Alla");b.onclick=()=>{chosen=-1;word="";$("find").value="";draw()};
l.append(b);if(chosen>=0)l.append(make("strong",{},v.names[chosen]));const u=make("ul",{});
D.points.forEach((p,i)=>{if(dots[i].classList.contains("dim"))return;const li=make("li",{},p.text+" ");
li.append(make("small",{},p.where+" · "+p.id));u.append(li)});l.append(u)}}
draw();
</script></body></html>
"""
