// Cells made of figures of the run (sums of years, the least of several ways, the second currency), made again as these change.
const REF = /^(-?)(.*):([a-z0-9_]+)(?:@(\d+))?$/s;
const referred = text => { const [, minus, name, quantity, period] = text.match(REF); return {one: caseOf[name], quantity, period: Number(period || 0), sign: minus ? -1 : 1}; };

function readMade(cell) {
  const [[verb, ...refs], names] = JSON.parse(cell.dataset.made), read = refs.map(referred);
  return {cell, verb, names, unit: cell.dataset.unit, refs: read, hangs: [...new Set(read.map(ref => ref.one))], base: cell.textContent, first: cell.dataset.value, stirred: false};
}

const madeCells = [...document.querySelectorAll("[data-made]")].map(readMade);

const figureOf = ({one, quantity, period, sign}) => {
  const value = period ? one.now[quantity]?.[period - 1] : one.now[quantity];
  return typeof value === "number" ? sign * value : null;
};

// The same case in the second currency: each value at the rate of its own day, what a reader changes at that of the report.
function restated(one) {
  const values = given(one), {rate, factors} = data.also;
  for (const name in factors[one.name]) if (name in values) {
    const factor = name in one.changes ? rate : factors[one.name][name];
    values[name] = Array.isArray(values[name]) ? values[name].map(value => value * factor) : values[name] * factor;
  }
  return compute(values, data.periods);
}

function beside({one, quantity}, found) {
  if (!found.has(one)) found.set(one, restated(one));
  return found.get(one)[quantity] ?? null;
}

const secondOf = numbers => numbers.toSorted((a, b) => a - b)[1];
const VERBS = {
  is: numbers => Math.min(...numbers) === Math.max(...numbers) ? numbers[0] : [Math.min(...numbers), Math.max(...numbers)],
  sum: numbers => numbers.reduce((a, b) => a + b, 0), count: numbers => numbers.length,
  min: numbers => Math.min(...numbers), max: numbers => Math.max(...numbers), second: secondOf,
  spread: numbers => Math.max(...numbers) / Math.min(...numbers),
  rank: ([own, ...all]) => 1 + all.filter(other => other < own && !same(other, own)).length,
};
const WHICH = {which_min: VERBS.min, which_max: VERBS.max, which_second: secondOf};

// What a cell comes to now: a number, a range where several figures should be one and are not, or a name.
function madeValue({verb, refs, names}, found) {
  if (verb === "also") return beside(refs[0], found);
  if (verb === "rate") { const value = figureOf(refs[0]); return value ? beside(refs[0], found) / value : null; }
  const known = refs.map((ref, i) => [figureOf(ref), names[i]]).filter(([value]) => value !== null), numbers = known.map(([value]) => value);
  if (!numbers.length || verb === "rank" && figureOf(refs[0]) === null) return null;
  return verb in WHICH ? known[numbers.indexOf(WHICH[verb](numbers))]?.[1] ?? null : VERBS[verb](numbers);
}

const madeText = ({unit}, value) => Array.isArray(value) ? value.map(end => number(end, unit)).join("–") : number(value, unit);

// Only cells that hang on a changed case are made again; where none is changed any more, they say what the engine found.
function fillMade() {
  const found = new Map(), moved = new Set(cases.filter(altered));
  for (const made of madeCells) {
    const stirred = made.hangs.some(one => moved.has(one));
    if (!stirred && !made.stirred) continue;
    made.stirred = stirred;
    const value = stirred ? madeValue(made, found) : null, text = stirred ? madeText(made, value) : made.base;
    if (text !== made.cell.textContent) made.cell.textContent = text;
    made.cell.classList.toggle("moved", text !== made.base);
    made.cell.dataset.value = stirred ? String(value ?? "") : made.first;
    tone(made.cell, Number(made.cell.dataset.value || NaN));
  }
}
