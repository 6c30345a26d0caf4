// Charts drawn by hand, in the look of tco.charts: bars, stacked bars, and two lines that may meet.
const SVG = "http://www.w3.org/2000/svg";
const COLOURS = ["cost", "part-2", "part-3", "part-4", "part-5", "revenue"];
const BAR = 15, GAP = 12, TEXT = 12;

function shape(name, attributes = {}, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== "") made.textContent = text;
  return made;
}

const canvas = (width, height) => shape("svg", {class: "chart", viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true", focusable: "false"});
const write = (svg, x, y, text, more = {}) => svg.append(shape("text", {x, y, "font-size": TEXT, fill: "var(--ink)", "dominant-baseline": "central", ...more}, text));
const line = (svg, x1, y1, x2, y2, more = {}) => svg.append(shape("line", {x1, y1, x2, y2, stroke: "var(--grid)", ...more}));

// The middle of a long name gives way: what tells two cases apart stands at the ends.
function shortened(text, most) {
  const keep = Math.floor(most) - 1;
  return text.length <= most ? text : text.slice(0, Math.ceil(keep / 2)).trimEnd() + "…" + text.slice(text.length - Math.floor(keep / 2)).trimStart();
}

function ticks(low, high, count) {
  const rough = (high - low) / count || 1, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(m => m * power).find(m => m >= rough * 0.999);
  const made = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) made.push(i * step);
  return {made, step};
}

function tickText(value, step, unit) {
  if (kind(unit) === "share") return (value < 0 ? MINUS : "") + fixed(Math.abs(value) * 100, Math.max(0, -Math.floor(Math.log10(step * 100) + 1e-9))) + "%";
  if (kind(unit) in data.rules.scaled) return number(value, unit);
  const size = Math.abs(value);
  const {large, counted} = data.rules, word = size && Object.entries(large).find(([, factor]) => step >= factor);
  if (size >= counted.from) return number(value, "count");
  if (word) return (value < 0 ? MINUS : "") + figures(size / word[1]) + SPACE + word[0];
  return (value < 0 ? MINUS : "") + fixed(size, Math.min(9, Math.max(0, -Math.floor(Math.log10(step) + 1e-9))));
}

// About how wide a text is: a Chinese letter is as wide as it is high.
const lengthOf = text => [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? TEXT : 6.8), 0);
const widest = texts => Math.max(0, ...texts.map(lengthOf));

// The frame of a bar chart: names on the left (above, where it is narrow), a quiet grid, room for the text at the end.
function barFrame(width, names, rowHeight, most, unit) {
  const longest = Math.max(...names.map(text => text.length)), narrow = width < 520;
  const left = narrow ? 2 : Math.min(Math.max(182, 6.2 * longest), 304), name = narrow ? 18 : 0, row = rowHeight + GAP + name;
  const right = 64, bottom = 40, height = names.length * row + 8 + bottom;
  const {made, step} = ticks(0, most || 1, narrow ? 4 : 6);
  const x = value => left + (width - left - right) * value / (most || 1);
  const svg = canvas(width, height);
  for (const tick of made) {
    line(svg, x(tick), 4, x(tick), height - bottom);
    write(svg, x(tick), height - bottom + 12, tickText(tick, step, unit), {"text-anchor": tick || !narrow ? "middle" : "start", fill: "var(--muted)"});
  }
  write(svg, (left + width - right) / 2, height - 8, axisUnit(unit), {"text-anchor": "middle", fill: "var(--muted)"});
  names.forEach((text, i) => write(svg, 0, 8 + i * row + (narrow ? 8 : rowHeight / 2), shortened(text, (narrow ? width : left) / 6.4)));
  return {svg, x, y: i => 8 + i * row + name};
}

function bar(svg, from, to, y, height, colour, rx = 2) {
  svg.append(shape("rect", {x: Math.min(from, to), y, width: Math.max(Math.abs(to - from), 0.5), height, rx, fill: `var(--${colour})`}));
}

function groupedBars(width, rows, unit, colours) {
  const most = Math.max(0, ...rows.flatMap(row => row.values));
  const {svg, x, y} = barFrame(width, rows.map(row => row.name), BAR * colours.length, most, unit);
  rows.forEach((row, i) => row.values.forEach((value, place) => {
    const middle = y(i) + place * BAR;
    bar(svg, x(0), x(Math.max(value, 0)), middle, BAR, colours[place]);
    write(svg, x(Math.max(value, 0)) + 5, middle + BAR / 2, number(value, unit));
  }));
  return svg;
}

function stackedBars(width, rows, unit) {
  const totals = rows.map(row => row.values.reduce((sum, value) => sum + value, 0));
  const {svg, x, y} = barFrame(width, rows.map(row => row.name), BAR * 1.3, Math.max(0, ...totals), unit);
  rows.forEach((row, i) => {
    let from = 0;
    row.values.forEach((value, place) => bar(svg, x(from), x(from += value), y(i), BAR * 1.3, COLOURS[place], 0));
    write(svg, x(totals[i]) + 6, y(i) + BAR * 0.65, number(totals[i], unit));
  });
  return svg;
}

// Points are [x, revenue, cost]; what lies between the lines is tinted by the one above.
function lines(width, curve, xUnit, unit, xTitle, texts) {
  const height = 330, right = 18, top = 26, bottom = 46;
  const most = Math.max(...curve.points.flatMap(p => [p[1], p[2]]), 0), least = Math.min(...curve.points.flatMap(p => [p[1], p[2]]), 0);
  const up = ticks(least, most || 1, 5), across = ticks(curve.low, curve.high, width < 520 ? 4 : 8);
  const floor = Math.min(least, up.made[0]), roof = up.made.at(-1) < most ? up.made.at(-1) + up.step : up.made.at(-1);
  const left = Math.max(56, 30 + widest(up.made.map(tick => tickText(tick, up.step, unit))));
  const x = value => left + (width - left - right) * (value - curve.low) / (curve.high - curve.low);
  const y = value => height - bottom - (height - top - bottom) * (value - floor) / (roof - floor || 1);
  const svg = canvas(width, height);
  for (const tick of roof > up.made.at(-1) ? [...up.made, roof] : up.made) {
    line(svg, left, y(tick), width - right, y(tick));
    write(svg, left - 8, y(tick), tickText(tick, up.step, unit), {"text-anchor": "end"});
  }
  for (const tick of across.made) write(svg, x(tick), height - bottom + 14, tickText(tick, across.step, xUnit), {"text-anchor": "middle", fill: "var(--muted)"});
  write(svg, (left + width - right) / 2, height - 8, xTitle, {"text-anchor": "middle", fill: "var(--muted)"});
  write(svg, 12, (top + height - bottom) / 2, unitSaid(unit), {"text-anchor": "middle", fill: "var(--muted)", transform: `rotate(-90 12 ${(top + height - bottom) / 2})`});
  for (const [part, colour] of stretches(curve.points)) {
    const edge = [...part.map(p => [p[0], p[1]]), ...part.toReversed().map(p => [p[0], p[2]])];
    svg.append(shape("polygon", {points: edge.map(([a, b]) => `${x(a).toFixed(2)},${y(b).toFixed(2)}`).join(" "), fill: `var(--${colour})`, opacity: 0.13}));
  }
  [[1, "revenue"], [2, "cost"]].forEach(([place, colour]) => svg.append(shape("polyline", {
    points: curve.points.map(p => `${x(p[0]).toFixed(2)},${y(p[place]).toFixed(2)}`).join(" "), fill: "none", stroke: `var(--${colour})`, "stroke-width": 2.5,
  })));
  const side = (at, text) => x(at) + 9 + lengthOf(text) > width - right && x(at) > width / 2 || at > curve.low + 0.7 * (curve.high - curve.low)
    ? {"text-anchor": "end", dx: -9} : {dx: Math.min(9, width - x(at) - lengthOf(text))};
  if (curve.now >= curve.low && curve.now <= curve.high) {
    line(svg, x(curve.now), top - 14, x(curve.now), height - bottom, {stroke: "var(--axis)", "stroke-dasharray": "3 3"});
    write(svg, x(curve.now), top - 14, texts.now, side(curve.now, texts.now));
  }
  if (curve.meets) {
    const [at, money] = curve.meets;
    line(svg, x(at), y(money), x(at), height - bottom, {stroke: "var(--axis)"});
    svg.append(shape("circle", {cx: x(at), cy: y(money), r: 5, fill: "var(--ink)"}));
    write(svg, x(at), y(money) + (money < 0.2 * most ? -14 : 16), texts.mark, side(at, texts.mark));
  }
  return svg;
}

function stretches(points) {
  const made = [];
  for (const point of points) {
    const colour = point[1] >= point[2] ? "revenue" : "cost";
    if (!made.length || made.at(-1)[1] !== colour) made.push([made.length ? [made.at(-1)[0].at(-1)] : [], colour]);
    made.at(-1)[0].push(point);
  }
  return made.filter(([part]) => part.length > 1);
}
