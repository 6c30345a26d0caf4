// Every number of the model: a chapter is written when it is opened. Of very many cases only the chosen one is shown.
const MANY = cases.length > data.many;

function numberButton(one, quantity) {
  const value = one.now[quantity];
  const made = node("button", {type: "button", class: "number", "data-case": one.name, "data-quantity": quantity, "data-value": value ?? ""}, number(value, unitOf(quantity)));
  made.shown = value;
  tone(made, value);
  return made;
}

function headed(name, cell, text, unit = "") {
  const made = node("th", {scope: cell}, text);
  if (unit) made.append(" ", node("small", {}, unit));
  if (name) made.className = name;
  return made;
}

function chapterTable(names) {
  const shown = MANY ? [chosen] : cases, body = node("tbody");
  const head = node("tr", {}, node("td"), ...shown.map(one => headed("n", "col", one.title)));
  for (const quantity of names) {
    const cells = shown.map(one => node("td", {class: "n"}, one.lacks.has(quantity) ? NONE : numberButton(one, quantity)));
    body.append(node("tr", {}, headed("", "row", label(quantity), unitBeside(unitOf(quantity))), ...cells));
  }
  const made = node("table", {class: "by-case" + (shown.length < 5 ? " few" : "")}, node("thead", {}, head), body);
  oneStop(made);
  return made;
}

function fillChapter(box) { byCase = null; box.replaceChildren(chapterTable(data.chapters[box.dataset.chapter])); }

function refillChapters() {
  for (const box of document.querySelectorAll("[data-chapter]")) if (box.firstChild) fillChapter(box);
}

function startChapters() {
  for (const chapter of document.querySelectorAll("details.chapter")) {
    const box = chapter.querySelector("[data-chapter]");
    chapter.addEventListener("toggle", () => { if (chapter.open && !box.firstChild) fillChapter(box); });
  }
}

function openAll() {
  for (const chapter of document.querySelectorAll("details.chapter")) {
    chapter.open = true;
    fillChapter(chapter.querySelector("[data-chapter]"));
  }
}
