"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const list = document.getElementById("findings");
  const more = document.getElementById("more");
  const status = document.getElementById("status");
  const form = document.getElementById("filters");
  const STEP = 200;
  let matching = [];
  let shown = 0;

  const make = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  };

  const source = (finding) => {
    const box = make("pre");
    finding.lines.forEach((line, offset) => {
      const number = finding.first + offset;
      const row = make("span", number === finding.line ? "marked" : "", String(number).padStart(6) + " | " + line + "\n");
      box.append(row);
    });
    return box;
  };

  const row = (finding) => {
    const item = make("article", "finding");
    const title = make("h3");
    title.append(make("span", "severity " + finding.severity, finding.severity), " ", make("span", "", finding.message));
    item.append(title);
    const place = make("p", "soft");
    place.append(make("code", "", finding.file + ":" + finding.line + ":" + finding.column), " ");
    const link = make("a", "", finding.policy);
    link.href = "#policy-" + data.policies.indexOf(finding.policy);
    place.append(link);
    if (finding.disposition !== "open") place.append(" · " + finding.disposition);
    item.append(place);
    if (finding.waiver) item.append(make("p", "soft", finding.waiver));
    if (finding.lines.length) item.append(source(finding));
    if (finding.used.length > 1) {
      const uses = make("details");
      uses.append(make("summary", "", "used by " + finding.used.length), make("p", "", finding.used.join(", ")));
      item.append(uses);
    }
    finding.via.forEach((hop) => item.append(make("p", "soft", "reached through " + hop)));
    return item;
  };

  const next = () => {
    const page = document.createDocumentFragment();
    matching.slice(shown, shown + STEP).forEach((finding) => page.append(row(finding)));
    shown = Math.min(shown + STEP, matching.length);
    list.append(page);
    more.hidden = shown >= matching.length;
    status.textContent = matching.length + " of " + data.findings.length + " findings, " + shown + " shown";
  };

  const filter = () => {
    const wanted = new FormData(form);
    const words = wanted.get("text").toLowerCase();
    const fits = (name, value) => !wanted.get(name) || wanted.get(name) === value;
    matching = data.findings.filter((finding) =>
      fits("severity", finding.severity) && fits("disposition", finding.disposition) && fits("policy", finding.policy) &&
      fits("document", finding.document) &&
      (!words || (finding.message + " " + finding.file + " " + finding.pointer + " " + finding.used.join(" ")).toLowerCase().includes(words)));
    shown = 0;
    list.replaceChildren();
    next();
  };

  const fill = (name, values) => {
    const select = form.elements[name];
    values.forEach((value) => select.append(new Option(value, value)));
  };

  fill("severity", ["error", "warning", "info", "hint"]);
  fill("disposition", data.dispositions);
  fill("policy", data.used);
  fill("document", data.documents);
  if (data.dispositions.includes("open")) form.elements.disposition.value = "open";
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", next);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      form.elements.text.focus();
    }
  });
  form.hidden = false;
  filter();
})();
