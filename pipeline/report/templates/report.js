"use strict";
// What a page can do beyond being read: find quotes, and open the segments behind a number. Without this script all of
// it is there to read. Words from a study are only ever set as text, never as markup.

// Ouders, oúders and OUDERS are one word.
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
// What is sought: words in any order, and between quotation marks as they stand.
const wordsOf = (text) => [...folded(text).matchAll(/["“„]([^"“”„]+)["”“]|[^\s"“”„]+/g)].map(([all, phrase]) => phrase?.trim() || all);

const element = (name, text, attributes = {}) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

// --- Quotes: search and filter ---

const QUOTE = "blockquote.quote";
const FEWEST_QUOTES = 5;
const FIELDS = [["code", "Code"], ["groep", "Groep"], ["gesprek", "Gesprek"]];

// Each quote with its words, folded once, and its mark, that finds it when it is given whole. Of an exchange all turns
// stay when one fits: an answer without its question is another thing.
const quotesOf = (main) =>
  [...main.querySelectorAll(QUOTE)].map((node) => ({
    node,
    words: folded([...node.querySelectorAll(".question, .words")].map((part) => part.textContent).join(" ")),
    mark: folded(node.querySelector("footer code")?.textContent || ""),
    shownWith: node.closest(".dialogue") || node,
  }));

const isBare = (node) =>
  node.hidden || /^(H[1-6]|SUMMARY)$/.test(node.tagName) || (node.nodeType !== Node.ELEMENT_NODE && !node.data.trim());

const underHeading = (heading) => {
  const under = [];
  for (let next = heading.nextElementSibling; next; next = next.nextElementSibling) {
    if (/^H[1-6]$/.test(next.tagName) && next.tagName <= heading.tagName) break;
    under.push(next);
  }
  return under;
};

// What quotes lie in, the innermost first: whether a section is empty depends on what is in it.
const holdersOf = (main, quotes) => {
  const depths = new Map();
  for (const { shownWith } of quotes) {
    const path = [];
    for (let up = shownWith.parentElement; up !== main; up = up.parentElement) path.unshift(up);
    path.forEach((holder, depth) => depths.set(holder, depth));
  }
  return [...depths.keys()].sort((a, b) => depths.get(b) - depths.get(a));
};

const headingsOf = (main) =>
  [...main.querySelectorAll("h3, h4, h5")]
    .map((heading) => ({ heading, under: underHeading(heading) }))
    .filter(({ under }) => under.some((node) => node.matches(QUOTE) || node.querySelector(QUOTE)));

// What held only quotes that went goes with them: a card, a section, a heading. What holds more than that stays.
const hideWhatIsEmpty = ({ holders, headings }) => {
  for (const holder of holders) holder.hidden = [...holder.childNodes].every(isBare);
  for (const { heading, under } of headings) heading.hidden = under.every(isBare);
};

// Folded parts with a quote that fits open, and close again when nothing is sought; what the reader opened stays.
const unfold = (quotes, isNarrowed) => {
  for (const { node, fits } of quotes) {
    for (let up = node.closest("details"); up; up = up.parentElement.closest("details")) {
      if (isNarrowed && fits && !up.open) {
        up.open = true;
        up.dataset.opened = "";
      } else if (!isNarrowed && "opened" in up.dataset) {
        up.open = false;
        delete up.dataset.opened;
      }
    }
  }
};

const choiceOf = (name, values) => {
  const label = element("label", `${name} `);
  const select = element("select");
  select.append(element("option", "alle", { value: "" }));
  for (const value of values.sort((a, b) => a.localeCompare(b, "nl"))) select.append(element("option", value, { value }));
  label.append(select);
  return { label, select };
};

const placeAbove = (main, first, bar) => {
  let place = first;
  while (place.parentElement !== main) place = place.parentElement;
  while (place.previousElementSibling && place.tagName !== "H2") place = place.previousElementSibling;
  if (place.tagName === "H2") place.after(bar);
  else main.prepend(bar);
};

const offerFilter = () => {
  const main = document.querySelector("main");
  const quotes = quotesOf(main);
  if (quotes.length < FEWEST_QUOTES) return;
  const bar = element("form", "", { class: "filter", role: "search", "aria-label": "Citaten zoeken" });
  const word = element("input", "", { type: "search", autocomplete: "off" });
  const label = element("label", "Zoek in de citaten ");
  label.append(word);
  bar.append(label);
  const choices = [];
  for (const [key, name] of FIELDS) {
    const values = [...new Set(quotes.map(({ node }) => node.dataset[key]).filter(Boolean))];
    if (values.length < 2) continue;
    const choice = choiceOf(name, values);
    bar.append(choice.label);
    choices.push([key, choice.select]);
  }
  const count = element("span", "", { class: "count", role: "status" });
  bar.append(element("button", "Alles tonen", { type: "reset" }), count);

  const around = { holders: holdersOf(main, quotes), headings: headingsOf(main) };
  const narrow = () => {
    const wanted = wordsOf(word.value);
    const isNarrowed = wanted.length > 0 || choices.some(([, select]) => select.value);
    for (const quote of quotes) {
      quote.fits =
        wanted.every((one) => quote.words.includes(one) || quote.mark === one) &&
        choices.every(([key, select]) => !select.value || quote.node.dataset[key] === select.value);
    }
    for (const { shownWith } of quotes) shownWith.hidden = true;
    for (const { shownWith, fits } of quotes) if (fits) shownWith.hidden = false;
    unfold(quotes, isNarrowed);
    hideWhatIsEmpty(around);
    // On paper only the count of a narrowed page is printed, so that nobody takes a part for the whole.
    bar.classList.toggle("narrowed", isNarrowed);
    count.textContent = `${quotes.filter(({ fits }) => fits).length} van ${quotes.length} citaten`;
  };
  bar.addEventListener("input", narrow);
  bar.addEventListener("submit", (event) => event.preventDefault());
  // The fields are empty only after the event.
  bar.addEventListener("reset", () => setTimeout(narrow));
  placeAbove(main, quotes[0].node, bar);
  narrow();
};

// --- The index: narrow the list of reports ---

const offerList = () => {
  for (const bar of document.querySelectorAll("[data-filter]")) {
    const listed = [...document.querySelectorAll(bar.dataset.filter)];
    const count = bar.querySelector(".count");
    bar.hidden = false;
    bar.querySelector("input").addEventListener("input", (event) => {
      const wanted = wordsOf(event.target.value);
      for (const item of listed) {
        // Who looks for focusgroepen finds the reports under that heading too.
        const words = folded(`${item.closest(".block").querySelector("h2").textContent} ${item.textContent}`);
        item.hidden = !wanted.every((one) => words.includes(one));
      }
      for (const block of document.querySelectorAll(".block")) {
        block.hidden = ![...block.querySelectorAll(bar.dataset.filter)].some((item) => !item.hidden);
      }
      count.textContent = `${listed.filter((item) => !item.hidden).length} van ${listed.length} rapporten`;
    });
  }
};

// --- Numbers: the segments behind them (pages of the team) ---

// Of which row and column a number in a table is; a number in a sentence is told by itself.
const whatIsCounted = (number) => {
  const row = number.closest("tr");
  const column = number.closest("table")?.tHead?.rows[0]?.cells[number.closest("td")?.cellIndex];
  return [row?.querySelector("th")?.textContent, column?.textContent].filter(Boolean);
};

const segmentBlock = ({ wie, gesprek, tekst }, id, status) => {
  const block = element("blockquote");
  const footer = element("p", [wie, gesprek].filter(Boolean).join(", "), { class: "facts-line" });
  footer.append(" ", element("span", status, { class: "tag" }), " ", element("code", id, { class: "id" }));
  block.append(element("p", tekst), footer);
  return block;
};

const offerSegments = () => {
  const data = document.getElementById("achter");
  if (!data) return;
  const { segmenten, tellingen } = JSON.parse(data.textContent);
  const dialog = element("dialog", "", { "aria-labelledby": "achter-titel" });
  const title = element("h2", "", { id: "achter-titel" });
  const about = element("p", "", { class: "facts-line" });
  // A list that scrolls must be reachable by keyboard.
  const list = element("div", "", { class: "behind", tabindex: "0", role: "region", "aria-label": "Segmenten" });
  const close = element("button", "Sluiten", { type: "button", autofocus: "" });
  close.addEventListener("click", () => dialog.close());
  // Beside the dialog is outside it; a dialog without padding of its own is hit only there.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  const body = element("div", "", { class: "inside" });
  body.append(title, about, close, list);
  dialog.append(body);
  document.body.append(dialog);

  const open = (number) => {
    const rows = tellingen[number.dataset.telling];
    const [subject, column] = whatIsCounted(number);
    title.textContent = subject || number.textContent;
    const segments = `${rows.length} ${rows.length === 1 ? "segment" : "segmenten"}`;
    about.textContent = [column, subject ? number.textContent : "", segments].filter(Boolean).join(" · ");
    list.replaceChildren(...rows.map(([id, status]) => segmentBlock(segmenten[id], id, status)));
    dialog.showModal();
    list.scrollTop = 0;
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

// --- Paper: what is folded on a screen is not lost on it ---

const printEverything = () => {
  let folds = [];
  window.addEventListener("beforeprint", () => {
    folds = [...document.querySelectorAll("details:not([open])")];
    for (const fold of folds) fold.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const fold of folds) fold.open = false;
  });
};

offerFilter();
offerList();
offerSegments();
printEverything();
