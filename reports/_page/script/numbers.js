// How a number of a given unit is written: the same rules, in the same order, as tco.page.numbers.
const NONE = "–", MINUS = "−", SPACE = "\u202f", NOTHING = 1e-12;
const BARE = new Set(["share", "ratio", "count", "text", "date", "s", "switch"]);
const kind = unit => unit.replace(/^[A-Z]{3}(?=\/|$)/, "money");
const unitSaid = unit => data.units?.[unit] ?? unit;
const axisUnit = unit => unit === "share" ? "" : unitSaid(unit);
const unitBeside = unit => BARE.has(kind(unit)) || kind(unit) in data.rules.scaled ? "" : unitSaid(unit);
const trim = text => text.includes(".") ? text.replace(/\.?0+$/, "") : text;

const fixed = (size, places) => {
  const [whole, rest] = size.toFixed(places).split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest ? "." + rest : "");
};

function decimals(size, places) {
  if (size < NOTHING) return fixed(0, places);
  if (size < 10 ** (1 - places) && places && size < 1) {
    const exponent = Math.floor(Math.log10(size));
    return exponent >= -6 ? fixed(size, 2 - exponent) : fixed(size / 10 ** exponent, 2) + "e" + exponent;
  }
  return size < 1e15 ? fixed(size, places) : fixed(size / 1e15, 3) + "e15";
}

function figures(size, trimmed = true) {
  if (size === Math.floor(size) && size < 1e15) return fixed(size, 0);
  if (!trimmed) return decimals(size, size >= 100 ? 0 : size >= 10 ? 1 : 2);
  return trim(decimals(size, size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3));
}

function prefixed(size, table, suffix) {
  const steps = Object.entries(data.rules[table]);
  let [prefix, factor] = steps.find(([, step]) => size >= step) || steps[size ? steps.length - 1 : 0];
  if (!size && table !== "seconds") [prefix, factor] = ["", 1];
  return figures(size / factor, table === "seconds") + SPACE + prefix + suffix;
}

// Values of periods: one where they are alike, else all of a few, or the first and the last of many.
function rowText(texts) {
  if (new Set(texts).size === 1) return texts[0];
  return texts.length <= 6 ? texts.join(", ") : `${texts.slice(0, 3).join(", ")} … ${texts.at(-1)}`;
}

function written(size, unit) {
  if (unit === "switch") return Object.entries(data.rules.switch).find(([, value]) => value === size)?.[0] ?? written(size, "share");
  if (unit === "share") return decimals(size * 100, 1) + SPACE + "%";
  if (unit === "s") return prefixed(size, "seconds", "");
  if (unit in data.rules.scaled) return prefixed(size, "prefixes", data.rules.scaled[unit]);
  const {fixed, large, counted} = data.rules, places = fixed[unit];
  const step = (places === undefined || unit in counted) && Object.entries(large).find(([, factor]) => size >= Math.max(factor, counted.from));
  if (step) return figures(size / step[1]) + SPACE + step[0];
  return places === undefined ? figures(size) : decimals(size, places);
}

function number(value, unit = "") {
  if (Array.isArray(value)) return rowText(value.map(one => number(one, unit)));
  if (typeof value !== "number") return value === null || value === undefined ? NONE : data.words?.values?.[value] ?? String(value);
  if (!Number.isFinite(value)) return NONE;
  const text = written(Math.abs(value), kind(unit));
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

// A number with its unit, as it stands in a sentence.
function amount(value, unit) {
  if (kind(unit) === "share") return number(value, unit).replace(".0" + SPACE, SPACE);
  return number(value, unit) + (value !== null && unitBeside(unit) ? "\u00a0" + unitBeside(unit) : "");
}
