// The figures as they are now. The drawing that was made with the page stands while nothing differs from it.
const {revenue: REVENUE, cost: COST, parts: PARTS} = data.money;
const STEPS = 80, HALVINGS = 60, REACH = 4;
const shownCases = cases.filter(one => one.engine[REVENUE] && one.engine[COST]);
const chartedCases = data.charted.map(name => caseOf[name]);
const range = (kind, shares, values) => say(`chart.${kind}_${shares.length === 1 ? "one" : MANY ? "many" : "title"}`, {
  case: shownCases[0].title, share: amount(shares[0], SHARE), low: amount(Math.min(...shares), SHARE), high: amount(Math.max(...shares), SHARE), count: shares.length, ...values,
});
const still = {case: null, over: ""};

function revenueFigure(width) {
  const rows = chartedCases.map(one => ({name: one.title, values: [one.now[REVENUE] ?? 0, one.now[COST] ?? 0]}));
  const shares = shownCases.map(one => one.now[REVENUE] / one.now[COST]);
  const title = range("revenue", shares, {above: shares.filter(x => x >= 1).length});
  return {title, svg: groupedBars(width, rows, unitOf(REVENUE), ["revenue", "cost"]), told: told(rows, [say("chart.revenue"), say("chart.cost")], unitOf(REVENUE))};
}

const told = (rows, names, unit) => rows.flatMap(row => row.values.map((value, i) => `${row.name}, ${names[i]} ${number(value, unit)}`)).join("; ") + ".";

function buildFigure(width) {
  const parts = PARTS.filter(part => shownCases.some(one => one.engine[part]));
  const values = one => parts.map(part => one.now[part] || 0);
  const rows = chartedCases.map(one => ({name: one.title, values: values(one)}));
  const shares = shownCases.map(values).map(row => row.at(-1) / row.reduce((sum, value) => sum + value, 0)).filter(Number.isFinite);
  const names = parts.map(part => say(`chart.part_${part}`));
  const title = range("build", shares, {part: names.at(-1).toLowerCase()});
  return {title, svg: stackedBars(width, rows, unitOf(parts[0])), told: told(rows, names, unitOf(parts[0]))};
}

function curveOver(one, quantity) {
  const base = one.inputs[quantity], now = given(one)[quantity], unit = unitOf(quantity), least = data.quantities[quantity].low ?? 0;
  const [low, high] = unit === "share" ? [0, 1] : [Math.max(least, 0), Math.max(2 * base, 1.1 * now) || 1];
  const at = x => { const {made} = evaluate(one, {[quantity]: x}); return [x, made[REVENUE] ?? 0, made[COST] ?? 0]; };
  const row = (from, to) => Array.from({length: STEPS + 1}, (_, i) => at(from + (to - from) * i / STEPS));
  const points = row(low, high);
  const meets = meeting(points, now, at) || meeting(row(high, high + (REACH - 1) * (high - low)), now, at);
  return {points, meets, now, low, high};
}

function meeting(points, base, at) {
  const ahead = points.map(p => p[1] - p[2] >= 0);
  const turns = points.map((_, i) => i).filter(i => i + 1 < points.length && ahead[i] !== ahead[i + 1]);
  if (!turns.length) return null;
  const nearest = turns.reduce((best, i) => Math.abs(points[i][0] - base) < Math.abs(points[best][0] - base) ? i : best);
  let low = points[nearest], high = points[nearest + 1];
  for (let turn = 0; turn < HALVINGS; turn++) {
    const middle = at((low[0] + high[0]) / 2);
    if ((middle[1] - middle[2] >= 0) === ahead[nearest]) low = middle; else high = middle;
  }
  return [high[0], high[2]];
}

function evenFigure(width) {
  const unit = unitOf(over), curve = curveOver(chosen, over), beyond = curve.meets && curve.meets[0] > curve.high;
  const last = curve.points.at(-1), above = last[1] >= last[2];
  const key = curve.meets && !beyond ? "even_at" : above ? "even_above" : beyond ? "even_closed" : "even_below";
  const value = curve.meets ? amount(curve.meets[0], unit) : "";
  const limit = amount(curve.high, unit);
  const title = say("chart." + key, {case: chosen.title, quantity: inText(over), value, limit});
  const beside = unitBeside(unit), texts = {mark: say("chart.even_mark", {value}), now: say("chart.even_now", {value: amount(curve.now, unit)})};
  const svg = lines(width, {...curve, meets: beyond ? null : curve.meets}, unit, unitOf(REVENUE), beside ? `${label(over)}, ${beside}` : label(over), texts);
  return {title, svg, told: "", note: say("chart.even_note", {unit: unitOf(REVENUE), quantity: inText(over)})};
}

const FIGURES = {revenue: revenueFigure, build: buildFigure, even: evenFigure};

function drawFigures() {
  for (const figure of document.querySelectorAll("[data-figure]")) {
    const name = figure.dataset.figure, width = Math.floor(figure.querySelector(".plot").clientWidth);
    const [kept, drawn] = [figure.querySelector(".still"), figure.querySelector(".drawn")];
    const changed = name === "even" ? altered(chosen) : cases.some(altered);
    const moved = name === "even" && (chosen !== still.case || over !== still.over);
    figure.querySelector(".altered").hidden = !changed;
    const title = figure.querySelector("h3"), note = figure.querySelector(".axis");
    title.dataset.base ??= title.textContent;
    note.dataset.base ??= note.textContent;
    kept.hidden = changed || moved || width < 560;
    drawn.hidden = !kept.hidden;
    if (kept.hidden && width > 0 && (name !== "even" || over)) {
      const made = FIGURES[name](Math.min(width, 760));
      drawn.replaceChildren(made.svg);
      drawn.setAttribute("aria-label", `${made.title} ${made.told}`);
      title.textContent = made.title;
      if (made.note) note.textContent = made.note;
    } else [title.textContent, note.textContent] = [title.dataset.base, note.dataset.base];
  }
}
