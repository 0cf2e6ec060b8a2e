"use strict";
// Filters, keys and the words under a code. Without this script everything is there to read.

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
// What is sought: words in any order, and between quotation marks as they stand.
const wordsOf = (text) => [...folded(text).matchAll(/["“„]([^"“”„]+)["”“]|[^\s"“”„]+/g)].map(([all, phrase]) => phrase?.trim() || all);
const element = (name, text, attributes = {}) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

const STANDS = [["mens", "door mensen"], ["telt", "telt mee"], ["voorstel", "voorstellen"], ["afgewezen", "afgewezen"]];
const choices = JSON.parse(document.getElementById("keuzes").textContent);
const turns = [...document.querySelectorAll(".turn")].map((node) => ({
  node, words: folded([...node.querySelectorAll(".words, .memo, .memo-line, .name")].map((part) => part.textContent).join(" ")), who: node.dataset.wie, prompt: node.dataset.vraag, marks: [...node.querySelectorAll(".margin .mark")],
}));
const byId = new Map(turns.map((turn) => [turn.node.id, turn]));

// --- The bar ---

const tools = document.getElementById("gereedschap");
const labelled = (text, control) => { const label = element("label", text); label.append(control); tools.append(label); return control; };
const search = labelled("Zoek in dit gesprek", element("input", "", { type: "search", autocomplete: "off", spellcheck: "false" }));
const selectOf = (name, groups, all) => {
  const select = element("select");
  select.append(element("option", all, { value: "" }));
  for (const [group, options] of groups) {
    const parent = group ? select.appendChild(element("optgroup", "", { label: group })) : select;
    for (const [value, text] of options) parent.append(element("option", text, { value }));
  }
  return labelled(name, select);
};
const code = choices.codes.length ? selectOf("Code", choices.codes, "alle codes") : null;
const speaker = choices.sprekers.length > 1 ? selectOf("Spreker", [["", choices.sprekers]], "alle sprekers") : null;
const fieldset = element("fieldset");
fieldset.append(element("legend", "Welke codes in de kantlijn", { class: "unseen" }));
const stands = new Map(STANDS.map(([stand, text]) => {
  const box = element("input", "", { type: "checkbox" });
  box.checked = stand !== "afgewezen";
  const label = element("label"); label.append(box, text); fieldset.append(label);
  return [stand, box];
}));
tools.append(fieldset);
const count = element("p", "", { class: "count", role: "status" });
tools.append(count, element("p", "Toetsen: j en k volgende en vorige, / zoeken, Esc alles", { class: "count keys" }));
tools.hidden = false;

const isShown = (mark) => stands.get(mark.dataset.stand).checked && (!code?.value || mark.dataset.code === code.value);

const narrow = () => {
  const words = wordsOf(search.value);
  const isNarrowed = words.length > 0 || Boolean(code?.value) || Boolean(speaker?.value);
  const found = new Set();
  for (const turn of turns) {
    let any = false;
    for (const mark of turn.marks) { mark.hidden = !isShown(mark); any ||= !mark.hidden; }
    const fits = words.every((word) => turn.words.includes(word)) && (!speaker?.value || turn.who === speaker.value) && (!code?.value || any);
    if (fits) found.add(turn);
  }
  // An answer without its question is another thing.
  const asked = new Set([...found].map((turn) => byId.get(turn.prompt)).filter((turn) => turn && !found.has(turn)));
  for (const turn of turns) {
    turn.node.hidden = isNarrowed && !found.has(turn) && !asked.has(turn);
    turn.node.classList.toggle("context", isNarrowed && asked.has(turn));
  }
  current = isNarrowed || code?.value ? [...found] : [...found].filter((turn) => turn.marks.some((mark) => !mark.hidden));
  count.textContent = isNarrowed ? `${found.size} van ${turns.length} beurten` : `${turns.length} beurten`;
  unmark();
};

// --- The words under a code ---

const canHighlight = typeof Highlight === "function" && CSS.highlights;
const unmark = () => {
  if (canHighlight) CSS.highlights.delete("grond");
  document.querySelectorAll(".margin .name[aria-pressed=true]").forEach((name) => name.setAttribute("aria-pressed", "false"));
};
// Offsets count characters as people do; the browser counts an emoji as two.
const unitsTo = (text, n) => [...text].slice(0, n).join("").length;
const showWords = (mark) => {
  const name = mark.querySelector(".name");
  const wasOn = name.getAttribute("aria-pressed") === "true";
  unmark();
  if (wasOn) return;
  name.setAttribute("aria-pressed", "true");
  const words = mark.closest(".piece").querySelector(".words").firstChild;
  if (!canHighlight || !words) return;
  const spans = mark.dataset.plekken.trim().split(" ").filter(Boolean).map((span) => span.split("-").map(Number));
  const ranges = (spans.length ? spans : [[0, words.data.length]]).map(([start, end]) => {
    const range = new Range();
    range.setStart(words, Math.min(unitsTo(words.data, start), words.data.length));
    range.setEnd(words, Math.min(unitsTo(words.data, end), words.data.length));
    return range;
  });
  CSS.highlights.set("grond", new Highlight(...ranges));
};
for (const mark of document.querySelectorAll(".margin .mark")) {
  const name = mark.querySelector(".name");
  for (const [key, value] of [["role", "button"], ["tabindex", "0"], ["aria-pressed", "false"]]) name.setAttribute(key, value);
  mark.addEventListener("click", () => showWords(mark));
  name.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); showWords(mark); } });
}

// --- Keys ---

let current = [];
const go = (step) => {
  if (!current.length) return;
  const here = document.activeElement.closest?.(".turn");
  const order = current.map((turn) => turn.node);
  const at = here ? order.findIndex((node) => node === here || (here.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING)) : -1;
  let next;
  if (!here) next = step > 0 ? 0 : order.length - 1;
  else if (step > 0) next = at < 0 ? order.length - 1 : order[at] === here ? at + 1 : at;
  else next = at < 0 ? order.length - 1 : at - 1;
  order[Math.max(0, Math.min(next, order.length - 1))].focus();
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") { search.value = ""; if (code) code.value = ""; if (speaker) speaker.value = ""; narrow(); return; }
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  if (event.key === "/") { event.preventDefault(); search.focus(); }
  if (event.key === "j" || event.key === "k") { event.preventDefault(); go(event.key === "j" ? 1 : -1); }
});
for (const control of [search, code, speaker, ...stands.values()]) control?.addEventListener("input", narrow);
narrow();
