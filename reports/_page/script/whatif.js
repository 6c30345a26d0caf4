// The panel: sliders and boxes for inputs, pins that may be let go, and everything that follows from them.
const SPREAD = 4;
const extra = new Set();
const numeric = (one, quantity) => typeof baseOf(one, quantity) === "number" && !one.released.has(quantity);
const solvedHere = (one, quantity) => one.solve.some(aim => aim.quantity === quantity || aim.target === quantity);
const changeable = one => [...Object.keys(one.inputs), ...Object.keys(one.pins)].filter(q => numeric(one, q) && !solvedHere(one, q));
const twice = new Set(NAMES.map(label).filter((name, i, all) => all.indexOf(name) !== i));
const searchName = quantity => twice.has(label(quantity)) ? `${label(quantity)}, ${quantity}` : label(quantity);

// The ten that move the headlines of a case most, the deciding headline first; then those that the scenario names.
function mattering(one) {
  const found = new Set();
  for (const goal of data.swing.targets) for (const q of swingsOf(one, goal)) if (found.size < data.swing.most) found.add(q);
  return [...new Set([...found, ...data.sliders])].filter(q => numeric(one, q) && !solvedHere(one, q));
}

// The range of a slider: all of a share; else from a quarter to four times the base, in equal steps of ratio.
function scaleOf(one, quantity) {
  const base = baseOf(one, quantity), {low, high, unit} = data.quantities[quantity];
  const clamp = value => Math.min(Math.max(value, low ?? -Infinity), high ?? Infinity);
  if (unit === "switch") return {min: 0, max: 1, step: 1, to: x => x, of: p => +p};
  if (unit === SHARE && low >= 0 && high <= 1) return {min: 0, max: 1, step: 0.005, to: x => x, of: p => +p};
  if (base <= 0) {
    const [min, max] = [Math.max(low ?? -1, -1), Math.min(high ?? 1, 1)];
    return {min, max, step: (max - min) / 200, to: x => x, of: p => round(+p, 4)};
  }
  const whole = unit === "count" && Number.isInteger(base), limit = Math.log(SPREAD);
  const tidy = value => clamp(whole ? Math.round(round(value, 3)) : round(value, 3));
  return {min: -1, max: 1, step: 0.01, to: x => Math.log(x / base) / limit, of: p => Math.abs(p) < 0.005 ? base : tidy(base * SPREAD ** p)};
}

const round = (value, places) => value ? Number(value.toPrecision(places)) : 0;
// What a box counts in: per cent, the prefix that suits the base, or the unit itself.
function counted(one, quantity) {
  const unit = kind(unitOf(quantity)), base = baseOf(one, quantity);
  if (unit === SHARE) return {factor: 0.01, word: "%"};
  const table = unit === "s" ? "seconds" : unit in data.rules.scaled ? "prefixes" : "";
  if (!table) return {factor: 1, word: unitBeside(unitOf(quantity))};
  const [prefix, factor] = Object.entries(data.rules[table]).find(([, step]) => base >= step) || [table === "seconds" ? "s" : "", 1];
  return {factor, word: prefix + (data.rules.scaled[unit] || "")};
}
const digits = value => Number(value.toPrecision(15)), readable = value => Number(value.toPrecision(6)); // a box has room for six

function change(one, quantity, value) {
  if (value === baseOf(one, quantity)) delete one.changes[quantity]; else one.changes[quantity] = value;
  update(one);
}

function release(one, quantity, free) {
  if (free) one.released.add(quantity); else one.released.delete(quantity);
  delete one.changes[quantity];
  fillControls();
  update(one);
}

function control(one, quantity) {
  const scale = scaleOf(one, quantity), about = data.quantities[quantity], {factor, word} = counted(one, quantity), id = `input-${quantity}`;
  const slider = node("input", {type: "range", id, min: scale.min, max: scale.max, step: scale.step, "data-slider": quantity});
  const box = node("input", {type: "number", step: "any", "data-box": quantity, "aria-label": `${about.label}, ${word || unitSaid(about.unit)}`});
  const back = node("button", {type: "button", class: "back", title: say("whatif.reset_one"), "aria-label": `${say("whatif.reset_one")}: ${about.label}`}, "↺");
  const show = () => {
    const value = valueOf(one, quantity);
    slider.value = scale.to(value);
    slider.setAttribute("aria-valuetext", amount(value, about.unit));
    if (document.activeElement !== box) box.value = String(readable(value / factor));
    back.disabled = !(quantity in one.changes);
  };
  slider.addEventListener("input", () => { change(one, quantity, scale.of(slider.valueAsNumber)); });
  box.addEventListener("input", () => {
    const typed = digits(box.valueAsNumber * factor), fine = Number.isFinite(typed) && !(typed < (about.low ?? -Infinity)) && !(typed > (about.high ?? Infinity));
    box.setAttribute("aria-invalid", String(!fine));
    hint.hidden = fine;
    if (fine) change(one, quantity, typed);
  });
  box.addEventListener("blur", () => { box.setAttribute("aria-invalid", "false"); hint.hidden = true; show(); });
  back.addEventListener("click", () => { change(one, quantity, baseOf(one, quantity)); slider.focus(); });
  const hint = node("p", {class: "hint", hidden: ""}, say("whatif.plausible", {low: number(about.low, about.unit), high: about.high == null ? "∞" : number(about.high, about.unit)}));
  const idle = data.headline.some(name => follows(one, name, quantity)) ? null : node("p", {class: "note"}, say("whatif.idle"));
  const unit = node("span", {class: "unit"}, word);
  const told = node("span", {class: "base"}, say("whatif.base", {value: number(baseOf(one, quantity), about.unit)}));
  const head = node("div", {class: "slider-head"}, node("label", {for: id, title: about.meaning}, about.label), box, unit);
  const made = node("div", {class: "slider"}, head, node("div", {class: "slider-row"}, slider, told, back), hint, idle);
  made.show = show;
  return made;
}

function fillControls() {
  const one = chosen, first = mattering(one), more = [...new Set([...extra, ...Object.keys(one.changes)])].filter(q => changeable(one).includes(q) && !first.includes(q));
  byId("sliders").replaceChildren(...first.map(q => control(one, q)));
  byId("added").replaceChildren(...more.map(q => control(one, q)));
  byId("whatif-note").textContent = one.solve.map(aim => say("whatif.solved", {quantity: label(aim.quantity), goal: goal(aim)})).join(" ");
  const free = changeable(one).filter(q => !first.includes(q) && !more.includes(q));
  byId("more-names").replaceChildren(...free.map(q => node("option", {value: searchName(q)}, unitSaid(unitOf(q)))));
  byId("more-count").textContent = say("whatif.more_count", {count: free.length});
  const pins = Object.keys(one.pins);
  byId("pins-hint").textContent = pins.length ? say("whatif.pins_hint") : say("whatif.no_pins");
  byId("pin-list").replaceChildren(...pins.map(q => pinControl(one, q)));
}

// What its formula gives in place of a pin.
function byFormula(one, quantity) {
  const {[quantity]: _, ...changes} = one.changes;
  return evaluate({...one, changes, released: new Set([...one.released, quantity])}, {}, [quantity]).made[quantity];
}

function pinControl(one, quantity) {
  const unit = unitOf(quantity), free = one.free.includes(quantity), known = data.givens[one.from[quantity]];
  const tick = node("input", {type: "checkbox", "data-pin": quantity, ...(free ? {} : {disabled: ""})});
  tick.addEventListener("change", () => release(one, quantity, !tick.checked));
  const beside = node("small");
  const told = node("span");
  const made = node("label", {class: "pin", title: known.source}, tick, told, beside);
  made.show = () => {
    tick.checked = !one.released.has(quantity);
    const until = one.until[quantity], made = free && !until ? byFormula(one, quantity) : null;
    told.textContent = until ? say("whatif.pin_closed", {quantity: label(quantity), until}) : say("whatif.pin", {quantity: label(quantity), value: said(valueOf(one, quantity), unit)});
    beside.textContent = until ? say("whatif.pin_then") : free ? say("whatif.pin_formula", {value: Array.isArray(made) ? shownValue(made) : number(made, unit)}) : "";
  };
  return made;
}

function describe(one) {
  const made = Object.entries(one.changes).map(([q, value]) => say("whatif.change_one", {quantity: inText(q), value: amount(value, unitOf(q))}));
  return [...made, ...[...one.released].map(q => say("whatif.released", {quantity: inText(q)}))].join(", ");
}

const quoted = text => /^[\w.:=%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

function setLines() {
  const told = cases.flatMap(one => [...Object.entries(one.changes), ...[...one.released].map(q => [q, "formula"])].map(([q, value]) => `${one.name}:${q}=${value}`));
  return told.length ? [`tco run ${quoted(data.name)}`, ...told.map(text => `  --set ${quoted(text)}`)].join(" \\\n") : say("whatif.set_hint");
}

function difference(now, base, unit) {
  const change = (now > base ? "+" : "") + number(now - base, unit);
  return say(unit === SHARE ? "whatif.changed_share" : "whatif.changed", {change: change.replace(SPACE + "%", ""), base: number(base, unit)});
}

function fillCards() {
  const one = chosen;
  byId("outcome-title").textContent = say("whatif.results", {case: one.title});
  byId("cards").replaceChildren(...data.headline.map(q => {
    const unit = unitOf(q), [now, base] = [one.now[q], one.base[q]], moved = typeof now === "number" && typeof base === "number" && !same(now, base);
    const delta = moved ? difference(now, base, unit) : say("whatif.same");
    const value = numberButton(one, q);
    return node("div", {class: "card" + (moved ? " moved" : "")}, node("p", {class: "card-name"}, label(q)), node("p", {class: "card-value"}, value, " ", node("small", {}, unitBeside(unit))), node("p", {class: "card-delta"}, delta));
  }));
  const trouble = byId("trouble");
  trouble.hidden = !one.trouble;
  trouble.textContent = one.trouble;
}

function tone(button, value) {
  button.classList.toggle("negative", value < 0);
  button.classList.toggle("zero", value === 0);
}

// The numbers of the tables by case, read from the page once until a chapter is opened.
let byCase = null;

function numbersOf(one) {
  if (!byCase) {
    byCase = Object.fromEntries(cases.map(({name}) => [name, []]));
    for (const button of document.querySelectorAll("table button.number")) byCase[button.dataset.case].push(button);
  }
  return byCase[one.name];
}

function fillTables(changed) {
  fillMade();
  for (const one of changed) for (const button of numbersOf(one)) {
    const quantity = button.dataset.quantity, value = one.now[quantity];
    if ((button.shown ?? one.base[quantity]) === value) continue;
    button.shown = value;
    button.textContent = number(value, unitOf(quantity));
    button.dataset.value = value === null ? "" : String(value);
    tone(button, value);
    button.classList.toggle("moved", !(same(value, one.base[quantity])));
  }
}

function fillStatus() {
  const changed = cases.filter(altered), what = changed.map(one => `${one.title}: ${describe(one)}`).join("; ");
  byId("active").hidden = byId("active-print").hidden = !changed.length;
  byId("active").querySelector("p").textContent = changed.length ? say("whatif.active", {what}) : "";
  byId("active-print").textContent = changed.length ? say("whatif.print", {what}) : "";
  document.body.classList.toggle("altered-page", changed.length > 0);
  for (const button of document.querySelectorAll("[data-reset]")) button.disabled = !changed.length;
  const lines = byId("set-lines");
  lines.value = setLines();
  lines.rows = Math.min(8, lines.value.split("\n").length + 1);
}

// What is in view is drawn within the frame; the rest as soon as the reader rests, scrolls to it or prints.
const REST = 120, STILL = 2000, inView = new Set();
let waiting = 0, resting = 0, moving = 0;
const watcher = new IntersectionObserver(seen => {
  for (const {target, isIntersecting} of seen) isIntersecting ? inView.add(target) : inView.delete(target);
}, {rootMargin: "-96px 0px 0px"}); // less the strip under the contents

function drawSoon() {
  waiting ||= requestAnimationFrame(() => { waiting = 0; draw(inView); });
  clearTimeout(resting);
  resting = setTimeout(() => draw(), REST);
}

function draw(only = null) {
  drawFigures(only);
  fillDifferences(only);
  const bars = byId("whatif-bars"), width = widthOf(bars.parentElement), rows = [];
  bars.hidden = !earning.includes(chosen);
  if (width && !bars.hidden) {
    if (altered(chosen)) rows.push({name: say("whatif.base", {value: ""}).trim(), values: [chosen.base[REVENUE], chosen.base[COST]]});
    rows.push({name: chosen.title, values: [chosen.now[REVENUE] ?? 0, chosen.now[COST] ?? 0]});
    bars.replaceChildren(groupedBars(Math.min(width, 620), rows, unitOf(REVENUE), ["revenue", "cost"]));
    bars.setAttribute("aria-label", told(rows, [say("chart.revenue"), say("chart.cost")], unitOf(REVENUE)));
  } else bars.replaceChildren();
}

function showControls() { for (const made of document.querySelectorAll(".slider, .pin")) made.show(); }

// While a reader tries values, tables out of view are not laid out anew.
function holdLayout() {
  document.body.classList.add("moving");
  clearTimeout(moving);
  moving = setTimeout(() => document.body.classList.remove("moving"), STILL);
}

function update(one, changed = [one]) {
  holdLayout();
  recalculate(one);
  fillTables(changed);
  fillCards();
  fillStatus();
  showControls();
  drawSoon();
}

function reset() {
  for (const one of cases) { one.changes = {}; one.released.clear(); recalculate(one); }
  update(chosen, cases);
}
