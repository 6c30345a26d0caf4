// What is given, what a reader has changed, and what follows.
const data = JSON.parse(document.getElementById("tco-data").textContent);
const byId = id => document.getElementById(id);
const label = quantity => data.quantities[quantity].label;
const unitOf = quantity => data.quantities[quantity].unit;
const inText = quantity => label(quantity).replace(/^[A-Z](?=[a-z])/, letter => letter.toLowerCase());
const same = (a, b) => a === b || Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));

function say(key, values = {}) {
  let text = key.split(".").reduce((table, part) => table[part], data.words);
  for (const [name, value] of Object.entries(values)) text = text.replaceAll(`{${name}}`, () => String(value));
  return text;
}

const SHARE = "share";
const NAMES = Object.keys(data.quantities);
const cases = data.cases.map(unpacked);
const caseOf = Object.fromEntries(cases.map(one => [one.name, one]));
let chosen = cases[0];
let over = "";

// A case by name of quantity: what is given and by whom, what is pinned, what the engine found.
function unpacked(one) {
  const made = {...one, inputs: {}, pins: {}, from: {}, engine: {}, lacks: new Set(), changes: {}, released: new Set(), trouble: ""};
  NAMES.forEach((name, i) => {
    const value = one.values[i], origin = one.origins[i];
    if (origin === -2) made.lacks.add(name); else made.engine[name] = value;
    if (origin >= 0) [made[one.pins.includes(name) ? "pins" : "inputs"][name], made.from[name]] = [value, origin];
  });
  return made;
}

const altered = one => Object.keys(one.changes).length + one.released.size > 0;
const pinned = (one, quantity) => quantity in one.pins && !one.released.has(quantity);

function given(one, extra = {}) {
  const values = {...one.inputs, ...one.changes, ...extra};
  for (const quantity in one.pins) if (!one.released.has(quantity)) values[quantity] = one.pins[quantity];
  return values;
}

// Does `target` depend on `source` in this case? What is pinned depends on nothing.
function follows(one, target, source, seen = new Set()) {
  if (target === source) return true;
  if (seen.has(target) || pinned(one, target)) return false;
  seen.add(target);
  const aim = one.solve.find(aim => aim.quantity === target);
  const needs = aim ? data.quantities[aim.target]?.needs || [] : data.quantities[target]?.needs || [];
  return needs.some(need => need !== target && follows(one, need, source, seen));
}

// The value of an input that brings its target to the aim, by the engine's own steps: doubling, halving, bisection.
function find(values, aim) {
  const free = {...values};
  delete free[aim.target];
  const excess = x => compute({...free, [aim.quantity]: x}, data.periods)[aim.target] - aim.equals;
  const {low: least, high: most} = data.quantities[aim.quantity];
  const start = values[aim.quantity] || 1, rising = excess(start) >= 0;
  let low = start, high = start;
  for (let turn = 0; turn < 60; turn++) {
    const wider = Math.min(high * 2, most ?? Infinity), narrower = Math.max(low / 2, least ?? -Infinity);
    if (wider !== high && (excess(wider) >= 0) !== rising) return bisect(excess, high, wider);
    if (narrower !== low && (excess(narrower) >= 0) !== rising) return bisect(excess, narrower, low);
    [low, high] = [narrower, wider];
  }
  return null;
}

function bisect(excess, low, high) {
  const rising = excess(high) >= 0;
  for (let turn = 0; turn < 200; turn++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if ((excess(middle) >= 0) === rising) high = middle; else low = middle;
  }
  return high;
}

const goal = aim => `${inText(aim.target)} ${amount(aim.equals, unitOf(aim.target))}`;

// All quantities of a case; a solved input is found again where it may have moved.
function evaluate(one, extra = {}) {
  const values = given(one, extra);
  let trouble = "";
  const moved = [...Object.keys(one.changes), ...Object.keys(extra), ...one.released];
  for (const aim of one.solve) {
    if (aim.quantity in extra || !moved.some(name => follows(one, aim.target, name) || name === aim.target)) continue;
    const found = find(values, aim);
    if (found === null) trouble = say("whatif.unsolved", {quantity: inText(aim.quantity), goal: goal(aim)});
    else values[aim.quantity] = found;
  }
  const made = compute(values, data.periods);
  for (const name of one.lacks) made[name] = null;
  return {made, trouble};
}

function recalculate(one) {
  const {made, trouble} = altered(one) ? evaluate(one) : {made: one.base, trouble: ""};
  one.now = made;
  one.trouble = trouble;
}

// What this browser makes of the base, beside what the engine found. From then on the base is the engine's own value: the
// two may differ in the last digit, where the order of a sum does.
function checkBase() {
  const found = {differ: 0, all: 0};
  for (const one of cases) {
    const made = compute(given(one), data.periods);
    one.base = made;
    for (const name of NAMES) {
      if (one.lacks.has(name)) made[name] = null;
      if (one.lacks.has(name) || data.quantities[name].period) continue;
      const [a, b] = [made[name] ?? null, one.engine[name]];
      found.all += 1;
      if (a !== b && !(Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)))) found.differ += 1;
      else made[name] = b;
    }
    one.now = made;
  }
  return found;
}
