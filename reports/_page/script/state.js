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
const NAMES = Object.keys(data.quantities), FORMULA_NAMES = Object.keys(FORMULAS), PERIODS = Array(data.periods).fill(0);
const cases = data.cases.map(unpacked);
const caseOf = Object.fromEntries(cases.map(one => [one.name, one]));
let chosen = cases[0];
let over = "", target = "";

// A case by name of quantity: what is given and by whom, what is pinned, what the engine found.
function unpacked(one) {
  const made = {...one, inputs: {}, pins: {}, from: {}, engine: {}, lacks: new Set(), changes: {}, released: new Set(), trouble: "", closures: {}, plans: {}, swings: {}};
  NAMES.forEach((name, i) => {
    const value = one.values[i], origin = one.origins[i];
    if (origin === -2) made.lacks.add(name); else made.engine[name] = value;
    if (origin >= 0) [made[one.pins.includes(name) ? "pins" : "inputs"][name], made.from[name]] = [value, origin];
  });
  return made;
}

const altered = one => Object.keys(one.changes).length + one.released.size > 0;
const pinned = (one, quantity) => quantity in one.pins && !one.released.has(quantity);
// What stands in place of its formula in every period: not a pin of closed periods, after which the formula counts.
const holds = (one, quantity) => pinned(one, quantity) && !givesWay(one.pins[quantity]);

function given(one, extra = {}) {
  const values = {...one.inputs, ...one.pins};
  for (const quantity of one.released) delete values[quantity];
  return {...values, ...one.changes, ...extra};
}

const baseOf = (one, quantity) => one.inputs[quantity] ?? one.pins[quantity];
const valueOf = (one, quantity) => one.changes[quantity] ?? baseOf(one, quantity);

// Does `target` depend on `source` in this case? What is pinned in every period depends on nothing.
function follows(one, target, source, seen = new Set()) {
  if (target === source) return true;
  if (seen.has(target) || holds(one, target)) return false;
  seen.add(target);
  const aim = one.solve.find(aim => aim.quantity === target);
  const needs = aim ? data.quantities[aim.target]?.needs || [] : data.quantities[target]?.needs || [];
  return needs.some(need => need !== target && follows(one, need, source, seen));
}

// What each quantity is read by, and what changes with it.
const READERS = {};
for (const name of NAMES) for (const need of data.quantities[name].needs || []) (READERS[need] ||= []).push(name);

function reach(one, sources) {
  const found = new Set(sources), queue = [...found];
  while (queue.length) for (const name of READERS[queue.pop()] || []) {
    if (found.has(name) || holds(one, name) || name in one.inputs) continue;
    found.add(name);
    queue.push(name);
  }
  return found;
}

// What some quantities hang on, kept for each case until a pin is let go.
function closure(one, targets) {
  const key = `${targets} ${[...one.released]}`;
  if (one.closures[key]) return one.closures[key];
  const found = new Set(targets), queue = [...targets];
  while (queue.length) {
    const name = queue.pop();
    if (!holds(one, name) || targets.includes(name)) for (const need of data.quantities[name].needs || []) if (!found.has(need)) { found.add(need); queue.push(need); }
  }
  return one.closures[key] = found;
}

// The formulas to compute again, in order, where `sources` differ from the base: all that these reach, or of that only what
// the targets hang on.
function planned(one, sources, targets) {
  const key = `${sources}|${targets}|${[...one.released]}`;
  if (one.plans[key]) return one.plans[key];
  const stale = reach(one, sources), wanted = targets && closure(one, targets);
  return one.plans[key] = FORMULA_NAMES.filter(name => stale.has(name) && (!wanted || wanted.has(name)));
}

// What differs from the base: the values told, and the formulas of the plan, each reading the base where nothing differs.
function remade(one, values, plan) {
  const q = Object.create(one.raw), told = new Set(Object.keys(values));
  for (const name of told) q[name] = ROWS.includes(name) ? row(values[name], data.periods) : missing(values[name]);
  for (const name of plan) if (!told.has(name)) {
    const made = FORMULAS[name](q, PERIODS);
    q[name] = pinned(one, name) && !holds(one, name) ? orMade(row(one.pins[name], data.periods), made) : made;
  }
  return q;
}

// The value of an input that brings its target to the aim, by the engine's own steps: doubling, halving, bisection.
function find(one, values, aim, moved) {
  const plan = planned(one, [...moved, aim.quantity, aim.target], [aim.target]), free = {...values};
  delete free[aim.target];
  const excess = x => known(remade(one, {...free, [aim.quantity]: x}, plan)[aim.target]) - aim.equals;
  const {low: least, high: most} = data.quantities[aim.quantity];
  const start = given(one, values)[aim.quantity] || 1, rising = excess(start) >= 0;
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

// All quantities of a case, or those that the targets hang on; a solved input is found again where it may have moved.
function evaluate(one, extra = {}, targets = null) {
  const values = {...one.changes, ...extra}, moved = [...Object.keys(values), ...one.released];
  let trouble = "";
  for (const aim of one.solve) {
    if (aim.quantity in extra || !moved.some(name => name === aim.target || follows(one, aim.target, name))) continue;
    const found = find(one, values, aim, moved);
    if (found === null) trouble = say("whatif.unsolved", {quantity: inText(aim.quantity), goal: goal(aim)});
    else values[aim.quantity] = found;
    moved.push(aim.quantity);
  }
  const q = remade(one, values, planned(one, moved, targets)), made = {};
  for (const name of targets || NAMES) made[name] = one.lacks.has(name) ? null : Object.hasOwn(q, name) ? known(q[name]) : one.base[name];
  return {made, trouble};
}

function recalculate(one) {
  const {made, trouble} = altered(one) ? evaluate(one) : {made: one.base, trouble: ""};
  one.now = made;
  one.trouble = trouble;
}

// What is left of two equal amounts is noise: less than a millionth of the last decimal shown is nothing.
const noise = unit => kind(unit) in data.rules.fixed ? 1e-6 / 10 ** data.rules.fixed[kind(unit)] : NOTHING;

// What this browser makes of the base, beside what the engine found. From then on the base is the engine's own value: the
// two may differ in the last digit, where the order of a sum does.
function checkBase() {
  const found = {differ: 0, all: 0};
  for (const one of cases) {
    const made = compute(given(one), data.periods);
    one.base = made;
    one.raw = {};
    for (const name of NAMES) {
      const [a, b] = [made[name] ?? null, one.engine[name]];
      if (!one.lacks.has(name) && !data.quantities[name].period) {
        found.all += 1;
        if (a !== b && !(Math.abs(a - b) <= Math.max(noise(unitOf(name)), 1e-9 * Math.max(Math.abs(a), Math.abs(b))))) found.differ += 1;
        else made[name] = b;
      }
      one.raw[name] = Array.isArray(made[name]) || ROWS.includes(name) ? row(made[name], data.periods) : missing(made[name]);
      if (one.lacks.has(name)) made[name] = null;
    }
    for (const name in made) one.raw[name] ??= Array.isArray(made[name]) ? row(made[name], data.periods) : missing(made[name]);
    one.now = made;
  }
  return found;
}
