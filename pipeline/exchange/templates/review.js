"use strict";
// Walks through proposals. The server writes every decision to disk before it answers; nothing is kept here that would
// be lost with the tab. Words from a study are only ever set as text, never as markup.

const byId = (id) => document.getElementById(id);
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const element = (name, text, attributes = {}) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

let book = { codes: [], dimensies: {} };
let shown = null;
let isBusy = false;
let timer = 0;
let pending = Promise.resolve();

const tell = (text) => { byId("melding").textContent = text; };
const warn = (text) => {
  byId("fout").textContent = text;
  byId("fout").hidden = !text;
};

const ask = async (path, body) => {
  const options = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  let response;
  try {
    response = await fetch(path, { cache: "no-store", ...options });
  } catch {
    throw new Error("De pagina kreeg geen antwoord. Draait route review nog? Start het opnieuw en open het nieuwe adres; wat al besloten was, staat op schijf.");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.fout || `Dit lukte niet (${response.status}).`);
  return answer;
};

// One thing at a time: a key that is pressed meanwhile must not decide on what is not on the screen yet.
const doing = async (work) => {
  if (isBusy) return;
  isBusy = true;
  document.body.setAttribute("aria-busy", "true");
  try {
    await pending;
    await work();
    warn("");
  } catch (error) {
    warn(error.message);
  } finally {
    isBusy = false;
    document.body.removeAttribute("aria-busy");
  }
};

// What is kept by itself, while somebody types or turns to a button: a decision waits for it.
const keeping = (work) => {
  pending = pending.then(work).catch((error) => warn(error.message));
};

const fillList = (place, heading, lines) => {
  place.replaceChildren();
  if (!lines.length) return;
  const list = element("ul");
  list.append(...lines.map((line) => element("li", line)));
  place.append(element("h3", heading), list);
};

const nameOf = (id) => (book.codes.find((code) => code.id === id) || { naam: id }).naam;

const toldOf = (item) => {
  const said = item.besluit;
  if (!said) return "";
  const words = [said.besluit === "ja" ? "Ja" : "Nee"];
  if (said.ander) words.push(`${said.besluit === "ja" ? "en ook" : "wel"}: ${nameOf(said.ander)}`);
  return `Besloten: ${words.join(", ")}${said.eigen ? "" : " (buiten deze beoordeling; hier niet te veranderen)"}`;
};

const show = (item) => {
  shown = item;
  byId("stand").textContent = `${item.n_besloten} van ${item.totaal} besloten`;
  byId("voortgang").max = Math.max(1, item.totaal);
  byId("voortgang").value = item.n_besloten;
  byId("klaar").hidden = item.n_besloten < item.totaal;
  byId("voorstel").hidden = !item.totaal;
  if (!item.totaal) return;
  byId("waar").textContent = `${item.sessie}, beurt ${item.beurt}: ${item.wie}`;
  byId("vraag").textContent = item.vraag || "";
  byId("tekst").replaceChildren(...item.delen.map(([text, isEvidence]) => (isEvidence ? element("mark", text) : document.createTextNode(text))));
  byId("code").textContent = item.naam;
  byId("definitie").textContent = item.definitie;
  fillList(byId("wel"), "Wel", item.wel);
  fillList(byId("niet"), "Niet", item.niet);
  byId("gronden").replaceChildren(...item.gronden.map((line) => element("li", line)));
  const told = byId("besluit");
  told.textContent = toldOf(item);
  told.className = `besluit ${item.besluit ? item.besluit.besluit : ""}`;
  byId("memo").value = item.besluit ? item.besluit.memo : item.concept;
  for (const select of document.querySelectorAll("#dimensies select")) {
    select.value = (item.besluit && item.besluit.waarden[select.name]) || "";
  }
  byId("voorstel").focus({ preventScroll: true });
  window.scrollTo(0, 0);
};

const goTo = async (number) => {
  await keepDraft();
  tell("");
  show(await ask(`voorstel?n=${number}`));
};

const valuesGiven = () => {
  const found = {};
  for (const select of document.querySelectorAll("#dimensies select")) if (select.value) found[select.name] = select.value;
  return found;
};

const decide = async (decision, other = null) => {
  clearTimeout(timer);
  const sent = { n: shown.n, besluit: decision, ander: other, memo: byId("memo").value, waarden: valuesGiven() };
  const next = await ask("besluit", sent);
  show(next);
  tell(`${decision === "ja" ? "Ja" : "Nee"} opgeslagen${other ? `, met ${nameOf(other)}` : ""}.`);
};

const undo = async () => {
  await keepDraft();
  const before = await ask("terug", {});
  show(before);
  tell("Het laatste besluit is teruggenomen.");
};

// What is typed as a memo and not decided with yet is kept too.
const keepDraft = async () => {
  clearTimeout(timer);
  if (!shown || !shown.totaal) return;
  const memo = byId("memo").value;
  if (shown.besluit) {
    if (shown.besluit.eigen && memo.trim() !== shown.besluit.memo.trim()) await saveAgain();
  } else if (memo !== shown.concept) {
    await ask("concept", { n: shown.n, memo });
    shown.concept = memo;
  }
};

// A decision that stands, with what changed beside it.
const saveAgain = async () => {
  const { besluit, ander } = shown.besluit;
  const sent = { n: shown.n, besluit, ander, memo: byId("memo").value, waarden: valuesGiven(), blijf: true };
  const item = await ask("besluit", sent);
  shown.besluit = item.besluit;
  tell("Opgeslagen.");
};

const matching = () => {
  const wanted = folded(byId("zoek").value.trim());
  // What begins with the word goes before what holds it in its name, and that before what tells of it.
  const rank = (code) => {
    const name = folded(code.naam);
    if (name.startsWith(wanted)) return 0;
    return folded(`${code.naam} ${code.id}`).includes(wanted) ? 1 : 2;
  };
  const fits = (code) => code.id !== shown.code && folded(`${code.naam} ${code.id} ${code.thema} ${code.definitie}`).includes(wanted);
  return book.codes.filter(fits).sort((a, b) => rank(a) - rank(b));
};

const select = (at) => {
  const options = [...byId("codes").children];
  const chosen = options[Math.max(0, Math.min(at, options.length - 1))];
  for (const option of options) option.setAttribute("aria-selected", String(option === chosen));
  if (chosen) {
    byId("zoek").setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  } else {
    byId("zoek").removeAttribute("aria-activedescendant");
  }
};

const selectedAt = () => [...byId("codes").children].findIndex((option) => option.getAttribute("aria-selected") === "true");

const listCodes = () => {
  byId("codes").replaceChildren(...matching().map((code) => {
    const option = element("li", code.naam, { role: "option", id: `kies-${code.id}`, "data-code": code.id, "aria-selected": "false" });
    option.append(element("span", code.thema, { class: "thema" }));
    option.addEventListener("click", () => { select([...byId("codes").children].indexOf(option)); choose(); });
    return option;
  }));
  byId("geen").hidden = byId("codes").children.length > 0;
  select(0);
};

const openList = () => {
  if (!shown.totaal) return;
  byId("zoek").value = "";
  byId("ook").checked = false;
  listCodes();
  byId("kiezen").showModal();
  byId("zoek").focus();
};

const choose = () => {
  const option = byId("codes").children[selectedAt()];
  if (!option) return;
  const decision = byId("ook").checked ? "ja" : "nee";
  byId("kiezen").close();
  doing(() => decide(decision, option.dataset.code));
};

const acts = {
  ja: () => doing(() => decide("ja")),
  nee: () => doing(() => decide("nee")),
  ander: openList,
  memo: () => byId("memo").focus(),
  vorige: () => doing(() => goTo(Math.max(0, shown.n - 1))),
  volgende: () => doing(() => goTo(Math.min(shown.totaal - 1, shown.n + 1))),
  terug: () => doing(undo),
  kies: choose,
  sluit: () => byId("kiezen").close(),
};
const keys = { j: "ja", n: "nee", a: "ander", m: "memo", u: "terug", ArrowLeft: "vorige", ArrowRight: "volgende" };

for (const button of document.querySelectorAll("[data-doe]")) {
  button.addEventListener("click", () => { if (shown) acts[button.dataset.doe](); });
}

document.addEventListener("keydown", (event) => {
  if (!shown || isBusy || event.ctrlKey || event.metaKey || event.altKey || event.repeat || byId("kiezen").open) return;
  if (event.target.closest("input, textarea, select")) return;
  const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  acts[act]();
});

byId("memo").addEventListener("input", () => {
  clearTimeout(timer);
  if (shown && !shown.besluit) timer = setTimeout(() => keeping(keepDraft), 300);
});
byId("memo").addEventListener("keydown", (event) => {
  if (event.key === "Escape" || (event.key === "Enter" && event.ctrlKey)) byId("voorstel").focus();
});
byId("memo").addEventListener("change", () => { if (!isBusy) keeping(keepDraft); });
document.addEventListener("visibilitychange", () => {
  if (document.hidden && shown && shown.totaal && !shown.besluit && byId("memo").value !== shown.concept) {
    fetch("concept", { method: "POST", keepalive: true, headers: { "Content-Type": "application/json" }, body: JSON.stringify({ n: shown.n, memo: byId("memo").value }) });
  }
});

byId("zoek").addEventListener("input", listCodes);
byId("zoek").addEventListener("keydown", (event) => {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) select(selectedAt() + steps[event.key]);
  else if (event.key === "Enter") choose();
  else return;
  event.preventDefault();
});

const start = async () => {
  book = await ask("boek");
  for (const [name, values] of Object.entries(book.dimensies)) {
    const choice = element("select", "", { name, id: `dimensie-${name}` });
    choice.append(element("option", "–", { value: "" }));
    for (const [value, meaning] of Object.entries(values)) choice.append(element("option", meaning, { value }));
    choice.addEventListener("change", () => { if (shown.besluit && shown.besluit.eigen) keeping(saveAgain); });
    const label = element("label", name.replaceAll("_", " "));
    label.append(choice);
    byId("dimensies").append(label);
  }
  show(await ask("voorstel"));
};
doing(start);
