"use strict";
// What a page can do beyond being read: find quotes, and open the segments behind a number. Without this script all of
// it is there to read. Words from a study are only ever set as text, never as markup.

// Ouders, oúders and OUDERS are one word.
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const element = (name, text, attributes = {}) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

// A heading without anything left under it goes, up to the next heading of its level or above.
const hideEmptyHeadings = (main) => {
  for (const heading of main.querySelectorAll("h3, h4")) {
    const level = Number(heading.tagName[1]);
    const quotes = [];
    for (let next = heading.nextElementSibling; next; next = next.nextElementSibling) {
      if (/^H[1-6]$/.test(next.tagName) && Number(next.tagName[1]) <= level) break;
      if (next.matches("blockquote.quote")) quotes.push(next);
      else quotes.push(...next.querySelectorAll("blockquote.quote"));
    }
    if (quotes.length) heading.hidden = quotes.every((quote) => quote.hidden);
  }
};

const FEWEST_QUOTES = 5;

const offerFilter = () => {
  const main = document.querySelector("main");
  const quotes = [...main.querySelectorAll("blockquote.quote")];
  if (quotes.length < FEWEST_QUOTES) return;
  const bar = element("form", "", { class: "filter", role: "search", "aria-label": "Citaten zoeken" });
  const word = element("input", "", { type: "search", autocomplete: "off" });
  const label = element("label", "Zoek in de citaten ");
  label.append(word);
  bar.append(label);
  const choices = [];
  for (const [key, name] of [["code", "Code"], ["groep", "Groep"], ["gesprek", "Gesprek"]]) {
    const values = [...new Set(quotes.map((quote) => quote.dataset[key]).filter(Boolean))];
    if (values.length < 2) continue;
    const select = element("select");
    select.append(element("option", "alle", { value: "" }));
    for (const value of values.sort((a, b) => a.localeCompare(b, "nl"))) select.append(element("option", value, { value }));
    const named = element("label", `${name} `);
    named.append(select);
    bar.append(named);
    choices.push([key, select]);
  }
  const count = element("span", "", { class: "count", role: "status" });
  bar.append(element("button", "Alles tonen", { type: "reset" }), count);
  const narrow = () => {
    const wanted = folded(word.value.trim());
    let shown = 0;
    for (const quote of quotes) {
      const fits = choices.every(([key, select]) => !select.value || quote.dataset[key] === select.value);
      quote.hidden = !(fits && folded(quote.textContent).includes(wanted));
      shown += quote.hidden ? 0 : 1;
    }
    hideEmptyHeadings(main);
    count.textContent = `${shown} van ${quotes.length} citaten`;
  };
  bar.addEventListener("input", narrow);
  bar.addEventListener("submit", (event) => event.preventDefault());
  // The fields are empty only after the event.
  bar.addEventListener("reset", () => setTimeout(narrow));
  let place = quotes[0];
  while (place.parentElement !== main) place = place.parentElement;
  while (place.previousElementSibling && place.tagName !== "H2") place = place.previousElementSibling;
  if (place.tagName === "H2") place.after(bar);
  else main.prepend(bar);
  narrow();
};

const offerList = () => {
  for (const bar of document.querySelectorAll("[data-filter]")) {
    const listed = [...document.querySelectorAll(bar.dataset.filter)];
    const count = bar.querySelector(".count");
    bar.hidden = false;
    bar.querySelector("input").addEventListener("input", (event) => {
      const wanted = folded(event.target.value.trim());
      for (const item of listed) item.hidden = !folded(item.textContent).includes(wanted);
      for (const block of document.querySelectorAll(".block")) {
        block.hidden = ![...block.querySelectorAll(bar.dataset.filter)].some((item) => !item.hidden);
      }
      count.textContent = `${listed.filter((item) => !item.hidden).length} van ${listed.length}`;
    });
  }
};

const offerSegments = () => {
  const data = document.getElementById("achter");
  if (!data) return;
  const { segmenten, tellingen } = JSON.parse(data.textContent);
  const dialog = element("dialog", "", { "aria-labelledby": "achter-titel" });
  const title = element("h2", "", { id: "achter-titel" });
  const list = element("div", "", { class: "behind" });
  const close = element("button", "Sluiten", { type: "button" });
  close.addEventListener("click", () => dialog.close());
  dialog.append(title, list, close);
  document.body.append(dialog);
  const open = (number) => {
    const ids = tellingen[number.dataset.telling] || [];
    title.textContent = `${number.textContent}: ${ids.length} ${ids.length === 1 ? "segment" : "segmenten"}`;
    list.replaceChildren(
      ...ids.map((id) => {
        const block = element("blockquote");
        block.append(element("p", segmenten[id].tekst), element("footer", `${segmenten[id].wie}, ${id}`));
        return block;
      }),
    );
    dialog.showModal();
  };
  for (const number of document.querySelectorAll("data.telling")) {
    if (!tellingen[number.dataset.telling]) continue;
    number.setAttribute("role", "button");
    number.setAttribute("aria-haspopup", "dialog");
    number.tabIndex = 0;
    number.addEventListener("click", () => open(number));
    number.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      open(number);
    });
  }
};

offerFilter();
offerList();
offerSegments();
