"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const statements = data.statements;
  const byId = new Map(statements.map((s) => [s.id, s]));
  const number = new Intl.NumberFormat("sv-SE");
  for (const s of statements) {
    s.marks = s.marks || [];
    s.nearest = s.nearest || [];
    s.search = [s.text, s.id, s.document, s.place, s.group, s.heading].filter(Boolean).join(" ").toLocaleLowerCase("sv");
  }

  const element = (name, attributes, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };
  const label = (code) => data.codes[code][0];
  const plural = (n) => number.format(n) + (n === 1 ? " utsaga" : " utsagor");
  const score = (value) => value.toFixed(2).replace(".", ",");
  const query = (hash) => Object.fromEntries(new URLSearchParams(hash.slice(hash.indexOf("?") + 1)));
  const address = (where, q) => "#" + where + "?" + new URLSearchParams(q);

  // The same rules as the tables: what a number counted is what its link shows.
  const FIELDS = { pass: "session", fraga: "question", halvdag: "slot", dokument: "document" };
  const SOURCES = {
    "": (s) => !s.uncounted,
    alla: () => true,
    upprepning: (s) => s.uncounted && !s.source,
    summering: (s) => s.source,
  };
  const isMatch = (s, q) => {
    for (const key in FIELDS) if (q[key] !== undefined && s[FIELDS[key]] !== q[key]) return false;
    if (!(SOURCES[q.urval] || SOURCES[""])(s)) return false;
    if (q.beslut === "only" && s.status !== "review") return false;
    if (q.beslut === "none" && s.status !== "uncoded") return false;
    if (q.ord && !q.ord.toLocaleLowerCase("sv").split(/\s+/).every((word) => s.search.includes(word))) return false;
    const codes = [q.kod, q.kod2, q.tema, q.omrade].filter(Boolean);
    // A number in a table counts what is coded for certain, unless it says otherwise.
    const decision = ["assigned", "review"].includes(q.beslut) ? q.beslut : q.kod && !q.beslut ? "assigned" : "";
    const holds = (m) => (!decision || m.decision === decision) && (!q.saknas || m.absent);
    if (codes.length) return codes.every((code) => s.marks.some((m) => m.code === code && holds(m)));
    return !(decision || q.saknas) || s.marks.some(holds);
  };
  const listed = (q) => (Object.hasOwn(data.lists, q.lista) ? data.lists[q.lista] : undefined);
  const find = (q) => {
    if (q.id !== undefined) return byId.has(q.id) ? [byId.get(q.id)] : [];
    if (q.lista !== undefined) return listed(q) ? listed(q).at.map((at) => statements[at]) : [];
    return statements.filter((s) => isMatch(s, q));
  };

  const DECIDED = { assigned: "kodade", review: "att granska", only: "har bara osäkra koder", none: "utan kod" };
  const CHOSEN = { upprepning: "upprepningar", summering: "summeringar", alla: "även upprepningar och summeringar" };
  const heading = (q, found) => {
    if (q.id !== undefined) return found.length ? "Utsaga " + q.id : "Utsagan finns inte i den här rapporten";
    if (q.lista !== undefined) return listed(q) ? listed(q).label : "Listan finns inte i den här rapporten";
    const codes = [q.kod, q.kod2, q.tema, q.omrade].filter((code) => data.codes[code]);
    const parts = [codes.length ? codes.map(label).join(" + ") : "Utsagor"];
    if (q.beslut in DECIDED && !(codes.length && q.beslut === "assigned")) parts[0] += ", " + DECIDED[q.beslut];
    if (q.saknas) parts[0] += ", sägs saknas";
    if (q.urval in CHOSEN) parts[0] += ", " + CHOSEN[q.urval];
    if (q.pass !== undefined) parts.push(data.sessions[q.pass] || q.pass);
    if (q.fraga !== undefined) parts.push(data.questions[q.fraga] || q.fraga);
    if (q.halvdag !== undefined) parts.push(data.slots[q.halvdag] || "halvdagen framgår inte");
    if (q.dokument !== undefined) parts.push(q.dokument);
    if (q.ord) parts.push("”" + q.ord + "”");
    return parts.join(" · ");
  };

  // The statement's text is left whole: the numbers that tie words to codes are drawn by the style sheet.
  const marked = (s, sought) => {
    const spoken = s.marks.filter((m) => m.spans);
    const cuts = new Set([0, s.text.length]);
    for (const mark of spoken) for (const span of mark.spans) span.forEach((at) => cuts.add(at));
    const at = [...cuts].sort((a, b) => a - b);
    const paragraph = element("p", { class: "statement" });
    for (let i = 0; i + 1 < at.length; i++) {
      const piece = s.text.slice(at[i], at[i + 1]);
      const covers = ([a, b]) => a <= at[i] && b >= at[i + 1];
      const codes = spoken.filter((m) => m.spans.some(covers));
      if (!codes.length) {
        paragraph.append(piece);
        continue;
      }
      const ends = codes.filter((m) => m.spans.some((span) => covers(span) && span[1] === at[i + 1]));
      const notes = ends.map((m) => spoken.indexOf(m) + 1).join(",");
      const node = element("mark", { title: codes.map((m) => label(m.code)).join(", ") }, piece);
      if (notes) node.dataset.note = notes;
      if (codes.some((m) => sought.includes(m.code))) node.className = "sought";
      paragraph.append(node);
    }
    return paragraph;
  };

  const why = (mark, s) => {
    const parts = [data.decisions[mark.decision], "säkerhet " + score(mark.score)];
    const how = data.methods[mark.method] || mark.method;
    const words = (mark.spans || []).map(([a, b]) => "”" + s.text.slice(a, b) + "”").join(", ");
    if (words) parts.push(how + ": " + words);
    else parts.push(mark.example ? how + ": liknar exemplet ”" + mark.example + "”" : how);
    if (mark.absent) parts.push("sägs saknas eller brista");
    parts.push("kodare " + (mark.coder || "rusnlp"));
    const kind = data.codes[mark.code][1] === "area" ? "område" : "tema";
    return element("li", {}, element("b", {}, label(mark.code)), ` (${kind}): ` + parts.join("; "));
  };

  const chips = (s, sought) => {
    const list = element("ul", { class: "chips", "aria-label": "Koder" });
    let note = 0;
    for (const mark of s.marks) {
      const review = mark.decision === "review";
      const kind = data.codes[mark.code][1];
      const chip = element("li", { class: `${kind}${review ? " review" : ""}${sought.includes(mark.code) ? " sought" : ""}` });
      if (mark.spans) chip.append(element("span", { class: "note-number" }, String(++note)), " ");
      chip.append(label(mark.code) + (mark.absent ? " (saknas)" : "") + (review ? ", att granska" : ""));
      chip.append(element("span", { class: "score" }, " " + score(mark.score)));
      list.append(chip);
    }
    if (!s.marks.length) list.append(element("li", { class: "none" }, "Utan kod"));
    for (const mark of s.nearest)
      list.append(element("li", { class: "none" }, `Närmast: ${label(mark.code)} ${score(mark.score)}`));
    return list;
  };

  const placeOf = (s) => [s.document + ", " + s.place, data.sessions[s.session], data.questions[s.question] || "Utan fråga"];
  const item = (s, q, against) => {
    const sought = [q.kod, q.kod2, q.tema, q.omrade].filter(Boolean);
    const more = [data.slots[s.slot] || s.slot, s.group, s.heading];
    if (s.source) more.push("workshopledarens summering");
    if (s.cluster) more.push("rubrik över utsagor");
    if (s.repeat) more.push("upprepar " + s.repeat);
    const link = element("a", { class: "id", href: address("utsaga", { id: s.id }) }, s.id);
    const place = element("p", { class: "place" }, [...placeOf(s), ...more].filter(Boolean).join(" · "), " · ", link);
    const node = element("li", {}, marked(s, sought), place, chips(s, sought));
    if (against && against.has(s)) node.prepend(element("p", { class: "turn" }, "Å andra sidan"));
    const direct = s.marks.filter((m) => sought.includes(m.code));
    if (direct.length) node.append(element("ul", { class: "reason" }, ...direct.map((m) => why(m, s))));
    const tools = element("div", { class: "tools" });
    const rest = [...s.marks.filter((m) => !direct.includes(m)), ...s.nearest];
    if (rest.length) {
      const fold = element("details", { class: "why" }, element("summary", {}, direct.length ? "Belägg för övriga koder" : "Belägg"));
      const unfold = () => {
        if (fold.children.length < 2) fold.append(element("ul", { class: "reason" }, ...rest.map((m) => why(m, s))));
      };
      // Thousands of folds that nobody opens would double the page.
      fold.addEventListener("toggle", unfold);
      if (q.id !== undefined) {
        unfold();
        fold.open = true;
      }
      tools.append(fold);
    }
    tools.append(element("button", { type: "button", class: "copy", "data-copy": s.id, "aria-label": "Kopiera citat " + s.id }, "Kopiera citat"));
    node.append(tools);
    return node;
  };
  const show = (list, found, q) => {
    const { against: other } = listed(q) || {};
    const against = other && new Set(other.map((at) => statements[at]));
    // Those who say the other thing come last, under one another.
    const sorted = against ? [...found.filter((s) => !against.has(s)), ...found.filter((s) => against.has(s))] : found;
    list.replaceChildren(...sorted.map((s) => item(s, q, against)));
  };

  // The first statements at once, the others while the reader looks at them.
  const list = $("lista");
  let drawing;
  let drawRest = () => {};
  const showGradually = (found, q) => {
    let drawn = 0;
    const draw = (count) => {
      list.append(...found.slice(drawn, drawn + count).map((s) => item(s, q)));
      drawn += count;
      list.setAttribute("aria-busy", String(drawn < found.length));
    };
    const next = () => {
      if (drawn >= found.length) return;
      draw(200);
      drawing = setTimeout(next);
    };
    clearTimeout(drawing);
    list.replaceChildren();
    draw(60);
    drawing = setTimeout(next);
    drawRest = () => draw(found.length);
  };

  const dialog = $("dialog");
  const tell = (text) => { $(dialog.open ? "dialog-besked" : "besked").textContent = text; };

  const form = $("filter");
  const fields = [...form.elements].filter((field) => field.name);
  const empty = (field) => (field.type === "checkbox" ? "" : field.tagName === "SELECT" ? field.options[0].value : "");
  const chosen = () => {
    const q = {};
    for (const field of fields) {
      const value = field.type === "checkbox" ? (field.checked ? field.value : "") : field.value.trim();
      if (value !== empty(field)) q[field.name] = value;
    }
    return q;
  };
  const choose = (q) => {
    for (const field of fields) {
      const value = q[field.name] === undefined ? empty(field) : q[field.name];
      if (field.type === "checkbox") field.checked = Boolean(value);
      else field.value = value;
      if (field.tagName === "SELECT" && field.selectedIndex < 0) field.selectedIndex = 0;
    }
  };
  const filter = () => {
    const q = chosen();
    const found = find(q);
    const total = find(q.urval ? { urval: q.urval } : {}).length;
    $("antal").textContent = found.length ? `${number.format(found.length)} av ${plural(total)}` : "Ingen utsaga passar filtret.";
    list.classList.toggle("whole", !Object.keys(q).length);
    $("utskrift").hidden = Object.keys(q).length > 0;
    showGradually(found, q);
    return q;
  };
  const filterAddress = (q) => (Object.keys(q).length ? address("utsagor", q) : "#utsagor");
  const refine = () => history.replaceState(null, "", filterAddress(filter()));
  let wait;
  form.elements.ord.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(refine, 120);
  });
  form.addEventListener("change", refine);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(refine));

  const isOpened = (hash) => /^#(visa|utsaga)\?/.test(hash);
  let current = {};
  let opener = null;
  let before = "";
  const open = (hash, back = "") => {
    before = back;
    $("tillbaka").hidden = !before;
    current = query(hash);
    const found = find(current);
    const title = heading(current, found);
    $("dialog-namn").textContent = current.id !== undefined ? title : `${title}: ${plural(found.length)}`;
    show($("dialog-lista"), found, current);
    const unknown = current.kod !== undefined && !data.codes[current.kod];
    $("till-listan").hidden = unknown || ["id", "lista", "kod2"].some((key) => current[key] !== undefined);
    const body = dialog.querySelector(".dialog-body");
    if (dialog.open) body.focus();
    else {
      opener = document.activeElement;
      dialog.showModal();
    }
    body.scrollTop = 0;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#visa?"], a[href^="#utsaga?"]');
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      const from = dialog.open && current.id === undefined ? location.hash : "";
      history.replaceState(null, "", link.getAttribute("href"));
      open(link.getAttribute("href"), from);
    }
    const button = event.target.closest("[data-copy]");
    if (button) copyQuote(byId.get(button.dataset.copy));
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => {
    const q = chosen();
    const address = Object.keys(q).length ? filterAddress(q) : location.pathname + location.search;
    if (isOpened(location.hash)) history.replaceState(null, "", address);
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
    opener = null;
  });
  $("tillbaka").addEventListener("click", () => {
    const { id } = current;
    history.replaceState(null, "", before);
    open(before);
    const left = [...$("dialog-lista").querySelectorAll("a.id")].find((link) => link.textContent === id);
    if (left) left.focus();
  });
  $("stang").addEventListener("click", () => dialog.close());
  $("till-listan").addEventListener("click", () => {
    const { kod, ...q } = current;
    if (kod) Object.assign(q, { [data.codes[kod][1] === "area" ? "omrade" : "tema"]: kod, beslut: q.beslut || "assigned" });
    opener = null;
    dialog.close();
    choose(q);
    history.replaceState(null, "", filterAddress(filter()));
    $("utsagor").scrollIntoView();
    form.elements.ord.focus({ preventScroll: true });
  });

  const copy = async (text, told) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Some browsers lend no clipboard to a file on disk.
      const field = element("textarea", { class: "unseen", "aria-hidden": "true" }, text);
      const focused = document.activeElement;
      (dialog.open ? dialog : document.body).append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      focused.focus();
    }
    tell("");
    setTimeout(() => tell(told), 50);
  };
  const copyQuote = (s) => copy(`”${s.text}” (${[...placeOf(s), s.id].join(" · ")})`, "Citatet är kopierat med sin plats.");
  $("kopiera-lank").addEventListener("click", () => {
    copy(location.href.split("#")[0] + filterAddress(chosen()), "Länken är kopierad.");
  });
  for (const quote of document.querySelectorAll("blockquote[data-id]")) {
    const attributes = { type: "button", class: "copy", "data-copy": quote.dataset.id, "aria-label": "Kopiera citat " + quote.dataset.id };
    quote.lastElementChild.append(element("span", { class: "screen" }, " · ", element("button", attributes, "Kopiera")));
  }

  const follow = () => {
    if (isOpened(location.hash)) return open(location.hash);
    if (dialog.open) dialog.close();
    if (!location.hash.startsWith("#utsagor?")) return undefined;
    choose(query(location.hash));
    filter();
    return $("utsagor").scrollIntoView();
  };
  document.documentElement.classList.add("script");
  filter();
  window.addEventListener("hashchange", follow);
  if (location.hash) follow();

  const parts = new Map([...document.querySelectorAll("nav a")].map((link) => [link.hash.slice(1), link]));
  const reading = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) {
      if (isIntersecting) parts.get(target.id).setAttribute("aria-current", "true");
      else parts.get(target.id).removeAttribute("aria-current");
    }
  }, { rootMargin: "-20% 0px -79% 0px" });
  for (const id of parts.keys()) reading.observe($(id));

  let closed = [];
  window.addEventListener("beforeprint", () => {
    drawRest();
    closed = [...document.querySelectorAll("details:not([open]):not(.why):not(.rows)")];
    closed.forEach((node) => { node.open = true; });
  });
  window.addEventListener("afterprint", () => closed.forEach((node) => { node.open = false; }));
})();
