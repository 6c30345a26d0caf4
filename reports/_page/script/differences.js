// Why two cases differ: what one gives otherwise than the other, swapped in one at a time in textbook order. Rows come and
// go with what a reader changes.
const differenceTables = [...document.querySelectorAll("[data-differences]")].map(section => {
  const {columns, pairs} = JSON.parse(section.dataset.differences), body = section.querySelector("tbody"), rows = [...body.rows];
  const goals = columns.filter(([kind]) => kind === "effect").map(([, goal]) => goal);
  return {section, columns, goals, body, redrawn: false, pairs: pairs.map(([name, other, count]) => ({one: caseOf[name], other: caseOf[other], rows: rows.splice(0, count)}))};
});

const alike = (a, b) => a === b || Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((value, i) => value === b[i]);

// What the two give differently and the goals hang on, in textbook order.
function differing(from, to, one, other, goals) {
  const hangs = new Set([...closure(one, goals), ...closure(other, goals)]);
  return data.textbook.filter(name => hangs.has(name) && !alike(from[name], to[name]));
}

function swapped(step, name, value) {
  const released = new Set(step.released), {[name]: _, ...changes} = step.changes;
  if (value !== undefined) changes[name] = value;
  else if (name in FORMULAS) released.add(name);
  else changes[name] = null;
  return {...step, changes, released};
}

const ALL_KNOWN = new Set();
const settled = (effect, size) => Math.abs(effect) <= 1e-12 * Math.abs(size) ? 0 : effect;

const counts = value => typeof value === "number";

// The terms that turn `other` into `one`: what is changed, and by how much that changes each goal. A change that nothing comes of
// until another is made as well (bought and from an API at once) is told together with it.
function terms({one, other}, goals) {
  const [from, to] = [given(other), given(one)], found = [];
  let step = {...other, lacks: ALL_KNOWN}, before = evaluate(step, {}, goals).made, names = [];
  for (const name of differing(from, to, one, other, goals)) {
    step = swapped(step, name, to[name]);
    const after = evaluate(step, {}, goals).made;
    names.push(name);
    if (goals.some(goal => counts(before[goal]) && !counts(after[goal]))) continue;
    const effects = goals.map(goal => counts(after[goal]) && counts(before[goal]) ? settled(after[goal] - before[goal], after[goal]) : null);
    if (effects.some(Boolean)) found.push({names, before: from[name], after: to[name], effects});
    [before, names] = [after, []];
  }
  return found;
}

function termRow(pair, term, {columns, goals}, first) {
  const [name, ...more] = term.names, kind = more.length ? "changed" : term.before === undefined ? "given" : term.after === undefined ? "by formula" : "changed";
  const texts = {case: pair.one.title, against: pair.other.title, term: term.names.map(label).join(" + "), change: data.words.change[kind]};
  return node("tr", {}, ...columns.map(([column, goal], i) => {
    const repeated = !first && i < 2 ? " again" : "";
    if (column === "change" && more.length) return node("td", {class: "words"}, texts.change, node("br"), node("small", {}, say("whatif.together")));
    if (column in texts) return i ? node("td", {class: "words" + repeated}, texts[column]) : node("th", {scope: "row", class: repeated}, texts[column]);
    return node("td", {class: "n"}, effectText(goal ? term.effects[goals.indexOf(goal)] : more.length ? null : term[column], unitOf(goal || name)));
  }));
}

function effectText(value, unit) {
  const known = counts(value), made = node("span", {class: "made", "data-value": known ? value : ""}, number(known ? value : null, unit));
  if (known) tone(made, value);
  return made;
}

function fillDifferences(only) {
  const moved = new Set(cases.filter(altered));
  for (const table of differenceTables) {
    if (!moved.size && !table.redrawn || only && !only.has(table.section)) continue;
    table.body.replaceChildren(...table.pairs.flatMap(pair => moved.has(pair.one) || moved.has(pair.other) ? remadeRows(pair, table) : pair.rows));
    table.redrawn = moved.size > 0;
  }
}

const remadeRows = (pair, table) => terms(pair, table.goals).map((term, i) => termRow(pair, term, table, !i));

// Everything that tables make, made here from the base: what a test holds against the engine.
function remakeAll() {
  const found = new Map(), cells = madeCells.map(made => [made.base, madeText(made, madeValue(made, found))]);
  const rows = differenceTables.flatMap(table => table.pairs.map(pair => [pair.rows, remadeRows(pair, table)].map(rows => rows.map(row => row.textContent))));
  return {cells, rows};
}
