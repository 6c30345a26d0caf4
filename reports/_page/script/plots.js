// More charts drawn by hand, in the look of tco.charts: lines over time, bars from a base to both ends, and roofs over powers of ten.
const LINES = ["revenue", "cost", "part-4", "part-2", "part-3", "part-5"];
const DASHES = ["", "7 3", "2 2", "9 2 2 2", "4 4", "12 4"];
const path = (points, x, y) => points.map(([a, b]) => `${x(a).toFixed(2)},${y(b).toFixed(2)}`).join(" ");
const aside = (svg, x, y, text, unit) => write(svg, x, y, text, {"text-anchor": "middle", fill: "var(--muted)", ...unit});

function overTime(width, series, xTitle, unit) {
  const height = 310, right = 18, top = 12, bottom = 46, all = series.flatMap(one => one.points);
  const last = Math.max(...all.map(p => p[0])), most = Math.max(...all.map(p => p[1]), 0), least = Math.min(...all.map(p => p[1]), 0);
  const up = ticks(least, most, 6), across = ticks(0, last, width < 520 ? 4 : 8);
  const left = Math.max(76, 30 + widest(up.made.map(tick => tickText(tick, up.step, unit))));
  const x = value => left + (width - left - right) * value / last;
  const y = value => height - bottom - (height - top - bottom) * (value - least) / (most - least || 1);
  const svg = canvas(width, height);
  for (const tick of up.made) {
    line(svg, left, y(tick), width - right, y(tick), tick ? {} : {stroke: "var(--axis)"});
    write(svg, left - 8, y(tick), tickText(tick, up.step, unit), {"text-anchor": "end"});
  }
  for (const tick of across.made) aside(svg, x(tick), height - bottom + 14, tickText(tick, across.step, ""));
  aside(svg, (left + width - right) / 2, height - 8, xTitle);
  aside(svg, 8, (top + height - bottom) / 2, unitSaid(unit), {transform: `rotate(-90 8 ${(top + height - bottom) / 2})`});
  series.forEach((one, i) => svg.append(shape("polyline", {points: path(one.points, x, y), fill: "none", stroke: `var(--${LINES[i]})`, "stroke-width": 2, "stroke-dasharray": DASHES[i]})));
  return svg;
}

function tornado(width, rows, base, unit) {
  const ends = [base, ...rows.flatMap(row => row.values)], low = Math.min(...ends), high = Math.max(...ends), room = Math.max(66, 8 + widest(ends.map(value => number(value, unit))));
  const longest = Math.max(...rows.map(row => row.name.length), 1), narrow = width < 520, left = narrow ? 2 : Math.min(Math.max(182, 6.2 * longest), 304);
  const name = narrow ? 18 : 0, row = BAR * 1.3 + GAP + name, bottom = 40, height = rows.length * row + 8 + bottom;
  const x = value => left + room + (width - left - 2 * room) * (value - low) / (high - low || 1);
  const svg = canvas(width, height), {made, step} = ticks(low, high, narrow ? 3 : 6);
  for (const tick of made) {
    line(svg, x(tick), 4, x(tick), height - bottom);
    aside(svg, x(tick), height - bottom + 12, tickText(tick, step, unit));
  }
  aside(svg, (left + width) / 2, height - 8, axisUnit(unit));
  rows.forEach((one, i) => {
    const y = 8 + i * row + name;
    write(svg, 0, y + (narrow ? -9 : BAR * 0.65), shortened(one.name, (narrow ? width : left) / 6.4));
    one.values.forEach((value, end) => {
      bar(svg, x(base), x(value), y, BAR * 1.3, ["revenue", "part-2"][end], 0);
      if (!same(value, base)) write(svg, x(value) + (value < base ? -5 : 5), y + BAR * 0.65, number(value, unit), {"text-anchor": value < base ? "end" : "start"});
    });
  });
  line(svg, x(base), 4, x(base), height - bottom, {stroke: "var(--axis)"});
  return svg;
}

// Powers of ten within a range, with the ends of the plot.
function logScale(low, high, from, to) {
  const place = value => from + (to - from) * Math.log(value / low) / Math.log(high / low), made = [];
  for (let power = Math.ceil(Math.log10(low)); 10 ** power <= high; power++) made.push(10 ** power);
  return {place, made};
}

function roofline(width, roofs, points, xTitle, yTitle) {
  const narrow = width < 520, plot = 360, key = narrow ? 18 * points.length : 0;
  const svg = roofPlot(width, plot, key, roofs, points, xTitle, yTitle);
  const ranked = points.toSorted((a, b) => b.y - a.y), told = narrow ? ranked.map((point, i) => ({...point, text: String(i + 1)})) : ranked;
  markPoints(svg, told);
  ranked.forEach((point, i) => { if (narrow) write(svg, 2, plot + 8 + 18 * i, `${i + 1}  ${point.text}`); });
  return svg;
}

// The axes and the roofs; where points are placed is kept with the drawing.
function roofPlot(width, height, key, roofs, points, xTitle, yTitle) {
  const left = 64, right = 12, top = 8, bottom = 46, xs = [...points.map(p => p.x), ...roofs.map(r => r.ridge)];
  const low = Math.min(...xs) / 3, high = Math.max(...xs) * 4;
  const across = logScale(low, high, left, width - right);
  const up = logScale(Math.min(...points.map(p => p.y)) / 3, 2 * Math.max(...roofs.map(r => r.peak)), height - bottom, top);
  const svg = canvas(width, height + key), plain = value => number(value, "FLOP").replace("FLOP", "").trim();
  for (const tick of up.made) {
    line(svg, left, up.place(tick), width - right, up.place(tick));
    write(svg, left - 8, up.place(tick), plain(tick), {"text-anchor": "end"});
  }
  for (const tick of across.made) {
    line(svg, across.place(tick), top, across.place(tick), height - bottom);
    aside(svg, across.place(tick), height - bottom + 14, plain(tick));
  }
  aside(svg, (left + width - right) / 2, height - 8, xTitle);
  aside(svg, 8, (top + height - bottom) / 2, yTitle, {transform: `rotate(-90 8 ${(top + height - bottom) / 2})`});
  for (const roof of roofs) {
    const shown = [low, roof.ridge, high].map(at => [at, Math.min(roof.peak, roof.peak * at / roof.ridge)]);
    svg.append(shape("polyline", {points: path(shown, across.place, value => Math.min(up.place(value), height - bottom)), fill: "none", stroke: `var(--${roof.colour})`, "stroke-width": 2}));
  }
  return Object.assign(svg, {at: point => [across.place(point.x), up.place(point.y)], edge: width - right});
}

// Points with their texts, the highest first: each is moved down until it runs into none beside it.
function markPoints(svg, points) {
  const used = [];
  for (const point of points) {
    const [px, py] = svg.at(point), long = lengthOf(point.text) + 10, late = px + long > svg.edge;
    const [from, to] = late ? [px - long, px] : [px, px + long];
    svg.append(point.square ? shape("rect", {x: px - 4, y: py - 4, width: 8, height: 8, fill: `var(--${point.colour})`}) : shape("circle", {cx: px, cy: py, r: 4.5, fill: `var(--${point.colour})`}));
    const lines = used.filter(one => one.from < to && from < one.to).map(one => one.y);
    let at = py;
    while (lines.some(y => Math.abs(y - at) < 14)) at += 1;
    used.push({from, to, y: at});
    write(svg, late ? px - 9 : px + 9, at, point.text, {"text-anchor": late ? "end" : "start"});
  }
}
