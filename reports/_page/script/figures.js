// The figures as they are now. The drawing that was made with the page stands while nothing differs from it.
const {revenue: REVENUE, cost: COST} = data.money;
const STEPS = 80, HALVINGS = 60, REACH = 4;
const earning = cases.filter(one => one.engine[REVENUE] && one.engine[COST]), whole = earning.filter(one => !one.name.includes(" "));
const shownCases = whole.length ? whole : earning;
const chartedCases = data.charted.map(name => caseOf[name]);
const range = (kind, shares, values) => say(`chart.${kind}_${shares.length === 1 ? "one" : MANY ? "many" : "title"}`, {
  case: shownCases[0].title, share: amount(shares[0], SHARE), low: amount(Math.min(...shares), SHARE), high: amount(Math.max(...shares), SHARE), count: shares.length, ...values,
});

function revenueFigure(width) {
  const rows = chartedCases.map(one => ({name: one.title, values: [one.now[REVENUE] ?? 0, one.now[COST] ?? 0]}));
  const shares = shownCases.map(one => one.now[REVENUE] / one.now[COST]);
  const title = range("revenue", shares, {above: shares.filter(x => x >= 1).length});
  return {title, svg: groupedBars(width, rows, unitOf(REVENUE), ["revenue", "cost"]), told: told(rows, [say("chart.revenue"), say("chart.cost")], unitOf(REVENUE))};
}

const told = (rows, names, unit) => rows.flatMap(row => row.values.map((value, i) => `${row.name}, ${names[i]} ${number(value, unit)}`)).join("; ") + ".";

// Bars of parts: which parts each case has is told by the data.
function stack(name) {
  const parts = data.stacks[name], series = [...new Set(Object.values(parts).flat())];
  const rows = Object.entries(parts).map(([key, own]) => ({name: caseOf[key].title, values: series.map(q => own.includes(q) ? caseOf[key].now[q] || 0 : 0)}));
  return {series, rows, names: series.map(q => say(`chart.part_${q}`)), unit: unitOf(series[0])};
}

function buildFigure(width) {
  const {series, rows, names, unit} = stack("build");
  const shares = shownCases.map(one => (one.now[series.at(-1)] || 0) / series.reduce((sum, q) => sum + (one.now[q] || 0), 0)).filter(Number.isFinite);
  return {title: range("build", shares, {part: names.at(-1).toLowerCase()}), svg: stackedBars(width, rows, unit), told: told(rows, names, unit)};
}

function hourFigure(width) {
  const {series, rows, names, unit} = stack("hour"), own = Object.entries(data.stacks.hour).find(([, parts]) => parts.length > 1), one = caseOf[own[0]];
  const values = own[1].map(q => one.now[q] || 0), sum = values.reduce((a, b) => a + b, 0), most = values.indexOf(Math.max(...values));
  const part = say(`chart.part_${own[1][most]}`).toLowerCase();
  const title = say("chart.hour_title", {case: one.title, value: amount(sum, unit), part, share: amount(values[most] / sum, SHARE)});
  return {title, svg: stackedBars(width, rows, unit), told: told(rows, names, unit)};
}

function curveOver(one, quantity) {
  const base = baseOf(one, quantity), now = valueOf(one, quantity), unit = unitOf(quantity), least = data.quantities[quantity].low ?? 0;
  const [low, high] = unit === "share" ? [0, 1] : [Math.max(least, 0), Math.max(2 * base, 1.1 * now) || 1];
  const at = x => { const {made} = evaluate(one, {[quantity]: x}, [REVENUE, COST]); return [x, made[REVENUE] ?? 0, made[COST] ?? 0]; };
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
  return {title, svg, told: "", note: say("chart.even_note", {unit: unitSaid(unitOf(REVENUE)), quantity: inText(over)})};
}

// A chart of one case follows the choices made beside it; the others show every case.
const FIGURES = {revenue: revenueFigure, build: buildFigure, hour: hourFigure, even: evenFigure, cash: cashFigure, swing: swingFigure, roofline: roofFigure};
const CHOICES = {even: () => [over, over], swing: () => [target, swingsOf(chosen, target).length]};

// How wide each chart may be, asked of the browser once until the page changes its width.
const widths = new Map();
const widthOf = box => widths.get(box) ?? widths.set(box, Math.floor(box.clientWidth)).get(box);

function drawFigures(only) {
  for (const figure of document.querySelectorAll("[data-figure]")) {
    if (only && !only.has(figure)) continue;
    const name = figure.dataset.figure, width = widthOf(figure.querySelector(".plot"));
    const [kept, drawn] = [figure.querySelector(".still"), figure.querySelector(".drawn")];
    const [choice, possible] = CHOICES[name]?.() || ["", true], own = name in CHOICES;
    const changed = own ? altered(chosen) : cases.some(altered);
    const moved = own && possible && (chosen.name !== figure.dataset.case || choice !== figure.dataset.over);
    figure.querySelector(".altered").hidden = !changed;
    const title = figure.querySelector("h3"), note = figure.querySelector(".axis");
    title.dataset.base ??= title.textContent;
    note.dataset.base ??= note.textContent;
    kept.hidden = changed || moved || width < 560;
    drawn.hidden = !kept.hidden;
    if (kept.hidden && width > 0 && possible) {
      const made = FIGURES[name](Math.min(width, 760));
      drawn.replaceChildren(made.svg);
      drawn.setAttribute("aria-label", `${made.title} ${made.told}`);
      title.textContent = made.title;
      if (made.note) note.textContent = made.note;
    } else [title.textContent, note.textContent] = [title.dataset.base, note.dataset.base];
    if (name === "swing") byId("range").textContent = title.textContent;
  }
}
