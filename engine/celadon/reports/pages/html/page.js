"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const list = document.getElementById("list");
  if (!list) return;
  const more = document.getElementById("more");
  const status = document.getElementById("status");
  const form = document.getElementById("filters");
  const title = document.getElementById("findings-title");
  const STEP = 100;
  const number = new Intl.NumberFormat("en");
  let matching = [];
  let shown = 0;
  let asked = 0;

  const make = (tag, className, ...children) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    node.append(...children);
    return node;
  };

  // Backticks mark code, as in every message of a policy; an odd one is an ordinary character.
  const inline = (text) => {
    const parts = text.split("`");
    if (parts.length % 2 === 0) parts.push(parts.splice(-2).join("`"));
    return parts.map((part, at) => (at % 2 ? make("code", "", part) : part));
  };

  const line = (count, className, ...children) => {
    const row = make("span", "row" + className, ...children);
    row.dataset.line = count;
    return row;
  };

  const source = (finding) => {
    const [before, marked, after, ...rest] = finding.source;
    const box = make("pre", "source");
    box.tabIndex = 0;
    box.setAttribute("aria-label", "Source, line " + finding.line + " marked");
    box.append(line(finding.line, " marked", before, make("mark", "", marked), after));
    rest.forEach((text, offset) => box.append(line(finding.line + offset + 1, "", text)));
    return box;
  };

  const folded = (title, ...children) => make("details", "", make("summary", "", title), ...children);

  const remedy = (finding) => {
    const box = folded("What to do");
    box.addEventListener("toggle", () => {
      if (box.children.length === 1) box.append(document.getElementById("remedy-" + finding.remedy[0]).content.cloneNode(true));
    }, { once: true });
    return box;
  };

  const card = (finding) => {
    const state = data.states[finding.state];
    const item = make("article", "finding " + (state === "open" ? finding.severity : "excused"));
    item.append(make("h3", "", ...inline(finding.message)));
    const link = make("a", "", data.policies[finding.policy]);
    link.href = "#policy-" + finding.policy;
    const place = make("p", "soft", make("span", "chip " + finding.severity, finding.severity), " ");
    if (state !== "open") place.append(make("span", "chip", state), " ");
    place.append(link, " ", make("span", "place", data.files[finding.file] + ":" + finding.line + ":" + finding.column));
    item.append(place);
    if (finding.waiver) item.append(make("p", "", finding.waiver));
    if (finding.source) item.append(source(finding));
    (finding.via || []).forEach((hop) => item.append(make("p", "soft", "reached through " + hop)));
    (finding.related || []).forEach((other) => item.append(make("p", "soft", "see also ", make("span", "place", other))));
    if (finding.why) item.append(folded("Why it failed", make("ul", "", ...finding.why.map((part) => make("li", "", part)))));
    const used = finding.used || [];
    if (used.length === 1 && !finding.message.includes(used[0])) item.append(make("p", "soft", "in " + used[0]));
    if (used.length > 1) item.append(folded("Used by " + number.format(used.length), make("p", "", used.join(", "))));
    if (finding.remedy) item.append(remedy(finding));
    return item;
  };

  const next = () => {
    const page = document.createDocumentFragment();
    const first = shown;
    matching.slice(shown, shown + STEP).forEach((finding) => page.append(card(finding)));
    shown = Math.min(shown + STEP, matching.length);
    const added = page.firstElementChild;
    list.append(page);
    more.hidden = shown >= matching.length;
    more.textContent = "Show " + number.format(Math.min(STEP, matching.length - shown)) + " more";
    const total = number.format(data.findings.length);
    status.textContent = number.format(matching.length) + " of " + total + (data.findings.length === 1 ? " finding" : " findings") +
      (shown < matching.length ? ", the first " + number.format(shown) + " shown" : "");
    if (first && added) {
      added.tabIndex = -1;
      added.focus({ preventScroll: true });
    }
  };

  const words = (finding) => {
    if (finding.words === undefined) {
      finding.words = [finding.message, data.files[finding.file], data.policies[finding.policy], finding.pointer || "",
        ...(finding.used || [])].join("\n").toLowerCase();
    }
    return finding.words;
  };

  const filter = () => {
    const wanted = new FormData(form);
    const text = wanted.get("text").trim().toLowerCase().split(/\s+/);
    const [severity, state, policy, api] = ["severity", "state", "policy", "document"].map((name) => wanted.get(name));
    matching = data.findings.filter((finding) =>
      (!severity || finding.severity === severity) && (!state || finding.state === Number(state)) &&
      (!policy || finding.policy === Number(policy)) && (!api || finding.document === Number(api)) &&
      text.every((word) => words(finding).includes(word)));
    shown = 0;
    list.replaceChildren();
    next();
  };

  const soon = () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(filter);
  };

  const fill = (name, values) => values.forEach(([text, value]) => form.elements[name].append(new Option(text, value)));
  const numbered = (names) => names.map((name, at) => [name, at]);
  const used = new Set(data.findings.map((finding) => finding.policy));

  fill("severity", ["error", "warning", "info", "hint"].filter((word) => data.findings.some((finding) => finding.severity === word))
    .map((word) => [word, word]));
  fill("state", numbered(data.states));
  fill("policy", numbered(data.policies).filter(([, at]) => used.has(at)).sort());
  fill("document", numbered(data.documents));
  const open = data.states.indexOf("open");
  const begin = () => {
    ["text", "severity", "policy", "document"].forEach((name) => { form.elements[name].value = ""; });
    form.elements.state.value = open >= 0 ? open : "";
  };

  const choose = (name, value) => {
    begin();
    if (name === "policy" && !data.findings.some((finding) => finding.policy === value && finding.state === open)) form.elements.state.value = "";
    form.elements[name].value = value;
    filter();
    title.focus();
    title.scrollIntoView();
  };

  form.addEventListener("input", soon);
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    begin();
    filter();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", next);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-policy], button[data-document]");
    if (!button) {
      const link = event.target.closest('a[href^="#policy-"]');
      if (link) reveal(document.getElementById(link.hash.slice(1)));
      return;
    }
    if (button.dataset.policy) choose("policy", Number(button.dataset.policy));
    else choose("document", data.documents.indexOf(button.dataset.document));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      form.elements.text.focus();
    }
  });

  const reveal = (target) => {
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
  };

  form.hidden = false;
  begin();
  filter();
})();
