// How a number was made: point at it, or tap it; from there, on to the numbers that it was made from.
const how = byId("how"), howBody = byId("how-body");
let trail = [], anchor = null, held = false, timer = 0;

function node(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) key === "class" ? made.className = value : made.setAttribute(key, value);
  made.append(...content.filter(part => part !== null && part !== undefined));
  return made;
}

const shownValue = value => Array.isArray(value) ? say("how.period", {count: value.length}) : value;
const said = (value, unit) => Array.isArray(value) ? shownValue(value) : amount(value, unit);
const valueText = (one, quantity) => said(one.now[quantity], unitOf(quantity));
const originOf = (one, quantity) => {
  if (quantity in one.changes) return "what-if";
  if (quantity in one.inputs || pinned(one, quantity)) return data.givens[one.from[quantity]].origin;
  return "formula";
};

const term = (word, ...content) => [node("dt", {}, say("how." + word)), node("dd", {}, ...content)];
const WORDS = /[a-z_][a-z0-9_]*/g;

function filled(one, formula) {
  return formula.replace(WORDS, name => {
    if (!(name in data.quantities)) return name;
    const value = one.now[name];
    return Array.isArray(value) ? name : typeof value === "number" ? plain(value) : String(value ?? NONE);
  });
}

function plain(value) {
  const size = Math.abs(value);
  if (size && (size < 1e-4 || size >= 1e15)) return value.toExponential(4).replace(/\.?0+e/, "e");
  return (value < 0 ? MINUS : "") + figures(size);
}

function ingredients(one, needs) {
  const list = node("ul", {class: "from"});
  for (const name of needs) {
    if (one.lacks.has(name)) continue;
    const go = node("button", {type: "button"}, label(name));
    go.addEventListener("click", () => { trail.push([one, name]); held = true; fillHow(); byId("how-title").focus?.(); });
    list.append(node("li", {}, go, node("span", {}, valueText(one, name)), node("small", {}, say("origin")[originOf(one, name)])));
  }
  return list;
}

function givenTerms(one, quantity) {
  const known = data.givens[one.from[quantity]];
  const rows = [...term("origin", say("origin")[known.origin])];
  for (const key of ["source", "listed", "rate", "note", "confidence"])
    if (known[key] && known[key] !== known.origin) rows.push(...term(key, key === "source" && known.date && !known.source.includes(known.date) ? `${known.source} (${known.date})` : known[key]));
  if (known.where) rows.push(...term("place", known.where));
  return rows;
}

function fillHow() {
  const [one, quantity] = trail.at(-1), about = data.quantities[quantity], value = one.now[quantity];
  byId("how-title").textContent = about.label;
  byId("how-back").hidden = trail.length < 2;
  const list = node("dl"), given = quantity in one.inputs || pinned(one, quantity);
  const head = [node("p", {class: "how-value"}, valueText(one, quantity), node("span", {}, one.title)), node("p", {class: "note"}, about.meaning)];
  if (quantity in one.changes) head.push(node("p", {class: "note"}, say("how.changed", {base: amount(baseOf(one, quantity), about.unit)})));
  const closed = one.until[quantity] && pinned(one, quantity);
  if (given) list.append(...givenTerms(one, quantity));
  if (closed) list.append(...term("until", say("how.then", {until: one.until[quantity]})));
  if (about.formula && (!given || closed)) {
    list.append(...term("formula", node("code", {}, about.formula)), ...term("filled", node("code", {}, filled(one, about.formula))));
    list.append(...term("made_from", ingredients(one, about.needs)), ...term("source", `${about.where}: ${about.source}`));
  }
  if (about.formula && given && !closed && one.free.includes(quantity)) {
    const free = byFormula(one, quantity);
    list.append(...term("by_formula", said(free, about.unit)), ...term("formula", node("code", {}, about.formula)));
  }
  if (typeof value === "number") list.append(...term("exact", node("code", {}, String(Number(value.toPrecision(15))))));
  howBody.replaceChildren(...head, list);
  placeHow();
}

function placeHow() {
  how.hidden = false;
  if (innerWidth < 640 || !anchor) { how.style.left = how.style.top = ""; return; }
  const at = anchor.getBoundingClientRect(), box = how.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - box.width - 16));
  const below = at.bottom + 8, fits = below + box.height < innerHeight - 8;
  how.style.left = `${left}px`;
  how.style.top = `${fits ? below : Math.max(8, at.top - box.height - 8)}px`;
}

function openHow(button, hold) {
  clearTimeout(timer);
  if (held && !hold) return;
  anchor?.removeAttribute("aria-expanded");
  [anchor, held] = [button, hold];
  how.classList.toggle("held", hold);
  if (hold) button.setAttribute("aria-expanded", "true");
  trail = [[caseOf[button.dataset.case], button.dataset.quantity]];
  fillHow();
}

function closeHow(back = false) {
  clearTimeout(timer);
  how.hidden = true;
  held = false;
  anchor?.removeAttribute("aria-expanded");
  if (back) anchor?.focus({preventScroll: true});
  anchor = null;
}

const numberAt = event => event.target instanceof Element ? event.target.closest("button.number") : null;

function startExplain() {
  byId("how-title").tabIndex = -1;
  document.addEventListener("click", event => {
    const button = numberAt(event);
    if (button) held && anchor === button ? closeHow() : openHow(button, true);
    else if (!how.hidden && !how.contains(event.target) && event.target.isConnected) closeHow();
  });
  document.addEventListener("pointerover", event => {
    const button = event.pointerType === "mouse" ? numberAt(event) : null;
    if (button) { clearTimeout(timer); timer = setTimeout(() => openHow(button, false), 180); }
  });
  document.addEventListener("pointerout", event => {
    if (numberAt(event) && event.pointerType === "mouse") { clearTimeout(timer); if (!held) timer = setTimeout(() => held || closeHow(), 120); }
  });
  document.addEventListener("focusin", event => { const button = numberAt(event); if (button?.matches(":focus-visible")) openHow(button, false); });
  document.addEventListener("focusout", event => { if (numberAt(event) && !held) closeHow(); });
  document.addEventListener("keydown", event => { if (event.key === "Escape" && !how.hidden) closeHow(held); });
  addEventListener("scroll", () => { if (!how.hidden && innerWidth >= 640) held ? placeHow() : closeHow(); }, {passive: true});
  byId("how-close").addEventListener("click", () => closeHow(true));
  byId("how-back").addEventListener("click", () => { trail.pop(); fillHow(); });
}

// One stop of the tab key for each table; arrows move between its numbers.
function startArrows() {
  document.querySelectorAll("table").forEach(oneStop);
  document.addEventListener("keydown", event => {
    const step = {ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0]}[event.key], from = numberAt(event);
    const cell = from?.closest("td, th");
    if (!step || !cell) return;
    event.preventDefault();
    const next = neighbour(cell, step);
    if (next) { from.tabIndex = -1; next.tabIndex = 0; next.focus(); }
  });
}

function oneStop(table) {
  table.querySelectorAll("button.number").forEach((button, i) => { button.tabIndex = i ? -1 : 0; });
}

function neighbour(cell, [down, right]) {
  let row = cell.parentElement, place = cell.cellIndex;
  for (;;) {
    place += right;
    if (down) row = down > 0 ? row.nextElementSibling : row.previousElementSibling;
    const next = row?.cells[place];
    if (!next) return null;
    const found = next.querySelector("button.number");
    if (found) return found;
  }
}
