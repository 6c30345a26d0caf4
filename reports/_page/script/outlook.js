// Cash over the horizon, what moves a headline most, and the roofline: the figures of tco.page.outlook and tco.page.layouts, as they are now.
const CASH = "cash_to_date", OPENING = "opening_outlay", LENGTH = "months_per_period", MONTHS = 12;

function cashFigure(width) {
  const series = data.cash.map(name => {
    const one = caseOf[name], years = one.now[LENGTH] / MONTHS;
    return {name: one.title, points: [-(one.now[OPENING] || 0), ...one.now[CASH]].map((value, i) => [i * years, value])};
  });
  const unit = unitOf(CASH), end = one => one.points.at(-1)[1];
  const [best, worst] = [series.reduce((a, b) => end(b) > end(a) ? b : a), series.reduce((a, b) => end(b) < end(a) ? b : a)];
  const title = say(series.length > 1 ? "chart.cash_title" : "chart.cash_one", {
    years: number(best.points.at(-1)[0]), best: best.name, high: amount(end(best), unit), worst: worst.name, low: amount(end(worst), unit),
  });
  return {title, svg: overTime(width, series, say("chart.cash_x"), unit), told: series.map(one => `${one.name} ${amount(end(one), unit)}`).join("; ") + "."};
}

// The range that the scenario states of an input of a case: of all cases, or of those it names.
function statedOf(one, quantity) {
  const [low, high, cases] = data.ranges[quantity] || [];
  return cases && (!cases.length || cases.includes(one.name) || cases.includes(one.name.split(" ")[0])) ? [low, high] : null;
}

// The range of an input in a case: as the scenario states it, else a step below and above. Switches, pieces and definitions have none.
function spanOf(one, quantity) {
  if (statedOf(one, quantity)) return statedOf(one, quantity);
  const value = valueOf(one, quantity), {moves, low, high} = data.quantities[quantity], {step, defined} = data.swing;
  if (!moves || !value || defined.some(word => data.givens[one.from[quantity]].source?.startsWith(word))) return null;
  const ends = [value * (1 - step), value * (1 + step)].sort((a, b) => a - b);
  return [Math.max(ends[0], low ?? -Infinity), Math.min(ends[1], high ?? Infinity)];
}

const swingOf = (one, quantity, goal) => ({quantity, ends: spanOf(one, quantity).map(end => evaluate(one, {[quantity]: end}, [goal]).made[goal])});
const sizeOf = swing => Math.abs(swing.ends[1] - swing.ends[0]);
const largestFirst = (a, b) => sizeOf(b) - sizeOf(a) || (a.quantity < b.quantity ? -1 : 1);

// The inputs that move a headline of a case most at its base values. They stay the same while sliders move.
function swingsOf(one, goal) {
  if (typeof one.engine[goal] !== "number") return [];
  if (one.swings[goal]) return one.swings[goal];
  const base = {...one, changes: {}, released: new Set()}, hangs = closure(base, [goal, ...one.solve.map(aim => aim.target)]);
  const free = changeable(base).filter(q => hangs.has(q) && spanOf(base, q));
  const found = free.map(q => swingOf(base, q, goal)).filter(swing => swing.ends.every(Number.isFinite)).sort(largestFirst);
  return one.swings[goal] = found.slice(0, data.swing.most).filter(swing => sizeOf(swing) > data.swing.seen * sizeOf(found[0])).map(swing => swing.quantity);
}

function swingFigure(width) {
  const one = chosen, unit = unitOf(target), base = one.now[target];
  const found = swingsOf(one, target).filter(q => spanOf(one, q)).map(q => swingOf(one, q, target)).filter(swing => swing.ends.every(Number.isFinite)).sort(largestFirst);
  const beside = q => statedOf(one, q) ? `${label(q)}, ${statedOf(one, q).map(end => number(end, unitOf(q))).join("–")}` : label(q);
  const rows = found.map(swing => ({name: beside(swing.quantity), values: swing.ends})), ends = [base, ...found.flatMap(swing => swing.ends)];
  const title = say("chart.swing_title", {
    case: one.title, quantity: label(target), value: amount(base, unit), low: amount(Math.min(...ends), unit), high: amount(Math.max(...ends), unit),
    cause: found.length ? inText(found[0].quantity) : NONE,
  });
  const moved = say("chart.swing_note", {step: amount(data.swing.step, SHARE)});
  const note = unitBeside(unit) ? say("chart.in_unit", {note: moved, unit: unitBeside(unit)}) : moved;
  return {title, note, svg: tornado(width, rows, base, unit), told: rows.flatMap(row => row.values.map(value => `${row.name}: ${number(value, unit)}`)).join("; ") + "."};
}

const PHASES = {decode: ["arithmetic_intensity", "decode_flops_per_gpu"], prefill: ["prefill_intensity", "prefill_flops_per_gpu"]};
const PEAK = "peak_flops", RIDGE = "ridge_intensity";

function roofFigure(width) {
  const roofs = new Map(), points = [], names = Object.keys(data.roofs);
  for (const name of names) {
    const {now} = caseOf[name], key = `${now[PEAK]} ${now[RIDGE]}`;
    if (!roofs.has(key)) roofs.set(key, {name: data.roofs[name], peak: now[PEAK], ridge: now[RIDGE], colour: LINES[roofs.size % LINES.length]});
  }
  for (const [phase, [intensity, rate]] of Object.entries(PHASES)) for (const name of names) {
    const {now, title} = caseOf[name], {colour} = roofs.get(`${now[PEAK]} ${now[RIDGE]}`);
    if (now[intensity] && now[rate]) points.push({x: now[intensity], y: now[rate], colour, square: phase !== "decode", text: `${shortened(title, 46)}, ${say("chart.roof_" + phase)}`});
  }
  const below = names.filter(name => caseOf[name].now[PHASES.decode[0]] < caseOf[name].now[RIDGE]).length;
  const told = points.map(p => `${p.text}: ${amount(p.x, "FLOP/byte")}, ${amount(p.y, "FLOP/s")}`).join("; ") + ".";
  return {title: say("chart.roof_title", {below, count: names.length}), svg: roofline(width, [...roofs.values()], points, say("chart.roof_x"), say("chart.roof_y")), told};
}
