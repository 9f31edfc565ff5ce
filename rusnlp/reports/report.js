"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = new Map(data.statements.map((statement) => [statement.id, statement]));
  const number = new Intl.NumberFormat("sv-SE");
  const PAGE = 50;

  const element = (name, attributes, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };
  const plural = (n) => number.format(n) + (n === 1 ? " utsaga" : " utsagor");
  const score = (value) => value.toFixed(2).replace(".", ",");

  // The same rules as the tables: what a number counted is what its link shows.
  const isMatch = (s, q) => {
    if (q.pass !== undefined && s.session !== q.pass) return false;
    if (q.fraga !== undefined && s.question !== q.fraga) return false;
    if (q.urval === "upprepning") return !s.counted && s.source === "note";
    if (q.urval === "summering" && !q.kod) return s.source !== "note";
    if (q.urval !== "alla") {
      if (q.urval === "summering" ? s.source === "note" : !s.counted) return false;
    }
    if (q.lage && s.status !== q.lage) return false;
    const decision = q.beslut || "assigned";
    for (const code of [q.kod, q.kod2]) {
      if (!code) continue;
      const mark = s.marks.find((m) => m.code === code);
      if (!mark || (decision !== "any" && mark.decision !== decision)) return false;
      if (q.saknas && !mark.absent) return false;
    }
    return true;
  };
  const find = (q) =>
    q.amne === undefined ? data.statements.filter((s) => isMatch(s, q)) : data.topics[+q.amne].ids.map((id) => byId.get(id));

  const name = (q) => {
    if (q.amne !== undefined) return "Ämne: " + data.topics[+q.amne].label;
    const parts = [q.kod, q.kod2].filter(Boolean).map((code) => data.codes[code].label);
    const states = { coded: "Kodade", review: "Har bara osäkra koder", uncoded: "Utan kod" };
    if (!parts.length) parts.push(q.lage ? states[q.lage] : "Utsagor");
    let text = parts.join(" + ");
    if (q.beslut === "review") text += ", att granska";
    if (q.saknas) text += ", sägs saknas";
    if (q.urval === "summering") text += ", summeringar";
    if (q.urval === "upprepning") text += ", upprepningar";
    if (q.pass !== undefined) text += " · " + data.sessions[q.pass];
    if (q.fraga !== undefined) text += " · " + data.questions[q.fraga];
    return text;
  };

  const marked = (statement) => {
    const cuts = new Set([0, statement.text.length]);
    for (const mark of statement.marks) for (const span of mark.spans) span.forEach((at) => cuts.add(at));
    const at = [...cuts].sort((a, b) => a - b);
    const paragraph = element("p", { class: "statement" });
    for (let i = 0; i + 1 < at.length; i++) {
      const piece = statement.text.slice(at[i], at[i + 1]);
      const codes = statement.marks.filter((m) => m.spans.some(([a, b]) => a <= at[i] && b >= at[i + 1]));
      const labels = codes.map((m) => data.codes[m.code].label).join(", ");
      paragraph.append(codes.length ? element("mark", { title: labels }, piece) : piece);
    }
    return paragraph;
  };

  const why = (mark) => {
    const how = data.methods[mark.method] || mark.method;
    const person = mark.coder === "rusnlp" ? "" : " (" + mark.coder + ")";
    let reason = "";
    if (mark.words.length) reason = ": " + mark.words.map((w) => "”" + w + "”").join(", ");
    else if (mark.example) reason = ": liknar exemplet ”" + mark.example + "”";
    const lacking = mark.absent ? ", sägs saknas" : "";
    return `${data.codes[mark.code].label}, ${data.decisions[mark.decision]}, säkerhet ${score(mark.score)}, ${how}${person}${reason}${lacking}`;
  };

  const item = (s) => {
    const place = [s.document + ", " + s.place, data.sessions[s.session], data.questions[s.question], s.slot, s.group, s.heading];
    if (s.source !== "note") place.push("workshopledarens summering");
    if (s.role === "cluster") place.push("rubrik över utsagor");
    if (s.repeat) place.push("upprepar " + s.repeat);
    const chips = element("ul", { class: "chips", "aria-label": "Koder" });
    for (const mark of s.marks) {
      const review = mark.decision === "review";
      const text = data.codes[mark.code].label + (mark.absent ? " (saknas)" : "") + (review ? " – att granska " : " ") + score(mark.score);
      chips.append(element("li", { class: mark.kind + (review ? " review" : "") }, text));
    }
    if (!s.marks.length) chips.append(element("li", { class: "none" }, "Utan kod"));
    for (const mark of s.nearest)
      chips.append(element("li", { class: "none" }, `Närmast: ${data.codes[mark.code].label} ${score(mark.score)}`));
    const all = [...s.marks, ...s.nearest];
    const node = element("li", {}, marked(s));
    const line = element("p", { class: "place" }, place.filter(Boolean).join(" · ") + " · ", element("code", {}, s.id));
    node.append(line, chips);
    if (all.length) {
      const reasons = element("ul", {}, ...all.map((m) => element("li", {}, why(m))));
      node.append(element("details", { class: "why" }, element("summary", {}, "Varför?"), reasons));
    }
    return node;
  };

  // A page at a time, so that thousands of statements do not slow the browser down.
  const show = (list, more, found, shown = PAGE) => {
    list.replaceChildren(...found.slice(0, shown).map(item));
    more.replaceChildren();
    const left = found.length - shown;
    if (left <= 0) return;
    const button = (label, count) => {
      const node = element("button", { type: "button" }, label);
      node.addEventListener("click", () => {
        const first = list.children.length;
        show(list, more, found, count);
        list.children[first].tabIndex = -1;
        list.children[first].focus();
      });
      more.append(node);
    };
    if (left > PAGE) button(`Visa ${PAGE} till`, shown + PAGE);
    button(`Visa alla (${number.format(left)} till)`, found.length);
  };

  const form = document.getElementById("filter");
  const list = document.getElementById("lista");
  const status = document.getElementById("antal");
  const more = document.getElementById("fler");
  const query = () => {
    const q = {};
    for (const key of ["pass", "fraga"]) if (form.elements[key].value !== "*") q[key] = form.elements[key].value;
    for (const key of ["kod", "lage"]) if (form.elements[key].value) q[key] = form.elements[key].value;
    q.beslut = form.elements.beslut.value;
    q.urval = form.elements.alla.checked ? "alla" : "";
    return q;
  };
  const filter = () => {
    const q = query();
    const words = form.elements.ord.value.toLocaleLowerCase("sv").split(/\s+/).filter(Boolean);
    const found = find(q).filter((s) => words.every((word) => s.search.includes(word)));
    const total = form.elements.alla.checked ? data.statements.length : data.statements.filter((s) => s.counted).length;
    status.textContent = found.length ? `${plural(found.length)} av ${number.format(total)}` : "Ingen utsaga passar filtret.";
    show(list, more, found);
  };
  for (const s of data.statements) s.search = `${s.text} ${s.id} ${s.document} ${s.heading || ""}`.toLocaleLowerCase("sv");
  let wait;
  form.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(filter, 120); });
  form.addEventListener("submit", (event) => { event.preventDefault(); filter(); });
  form.addEventListener("reset", () => setTimeout(filter));
  filter();

  const dialog = document.getElementById("dialog");
  let current = {};
  const open = (hash) => {
    current = Object.fromEntries(new URLSearchParams(hash.replace(/^#visa\?/, "")));
    const found = find(current);
    document.getElementById("dialog-namn").textContent = `${name(current)}: ${plural(found.length)}`;
    show(document.getElementById("dialog-lista"), document.getElementById("dialog-fler"), found);
    const filterable = current.amne === undefined && !current.kod2 && !current.saknas && !current.urval;
    document.getElementById("till-listan").hidden = !filterable;
    if (!dialog.open) dialog.showModal();
    dialog.querySelector(".dialog-body").scrollTop = 0;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#visa?"]');
    if (!link) return;
    event.preventDefault();
    history.replaceState(null, "", link.getAttribute("href"));
    open(link.getAttribute("href"));
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => history.replaceState(null, "", location.pathname + location.search));
  document.getElementById("stang").addEventListener("click", () => dialog.close());
  document.getElementById("till-listan").addEventListener("click", () => {
    form.reset();
    for (const key of ["pass", "fraga"]) form.elements[key].value = current[key] === undefined ? "*" : current[key];
    for (const key of ["kod", "lage"]) form.elements[key].value = current[key] || "";
    form.elements.beslut.value = current.beslut || "assigned";
    dialog.close();
    setTimeout(() => { filter(); document.getElementById("utsagor").scrollIntoView(); form.elements.ord.focus({ preventScroll: true }); });
  });
  window.addEventListener("hashchange", () => { if (location.hash.startsWith("#visa?")) open(location.hash); });
  if (location.hash.startsWith("#visa?")) open(location.hash);

  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open]):not(.why)")];
    closed.forEach((node) => { node.open = true; });
  });
  window.addEventListener("afterprint", () => closed.forEach((node) => { node.open = false; }));
})();
