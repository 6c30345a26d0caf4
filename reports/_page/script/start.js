// Everything is put in its place once, and the engine's numbers are checked against this browser's.
const numbers = [...document.querySelectorAll("table button.number")];

const overs = one => data.sliders.filter(q => numeric(one, q) && !solvedHere(one, q) && (follows(one, REVENUE, q) || follows(one, COST, q)));

function choose(name) {
  chosen = caseOf[name];
  const usable = overs(chosen);
  if (!usable.includes(over)) over = usable[0] || "";
  for (const list of document.querySelectorAll('[data-choose="case"]')) list.value = name;
  const list = document.querySelector('[data-choose="over"]');
  if (list) {
    list.replaceChildren(...usable.map(q => node("option", {value: q}, label(q))));
    list.value = over;
  }
  fillControls();
  fillCards();
  showControls();
  drawSoon();
}

function check() {
  let differ = 0, all = 0;
  for (const button of numbers) {
    const value = caseOf[button.dataset.case].base[button.dataset.quantity], engine = button.dataset.value;
    all += 1;
    const [a, b] = [typeof value === "number" ? value : 0, typeof value === "number" ? Number(engine) : 0];
    const fine = typeof value === "number" ? Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)) : String(value ?? "") === engine;
    if (!fine) differ += 1;
    button.shown = value;
  }
  byId("checked").textContent = say(differ ? "foot.unchecked" : "foot.checked", {count: differ || all, all});
  return {differ, all};
}

function startPanel() {
  for (const list of document.querySelectorAll('[data-choose="case"]')) {
    const usable = list.closest("figure") ? shownCases : cases;
    list.replaceChildren(...usable.map(one => node("option", {value: one.name}, one.title)));
    list.addEventListener("change", () => choose(list.value));
  }
  document.querySelector('[data-choose="over"]')?.addEventListener("change", event => { over = event.target.value; drawSoon(); });
  for (const button of document.querySelectorAll("[data-reset]")) button.addEventListener("click", () => { reset(); fillControls(); showControls(); });
  byId("more-add").addEventListener("click", addInput);
  byId("more").addEventListener("change", addInput);
  byId("more").addEventListener("keydown", event => { if (event.key === "Enter") { event.preventDefault(); addInput(); } });
  document.querySelector(".controls").addEventListener("submit", event => event.preventDefault());
  byId("copy").addEventListener("click", copyLines);
}

function addInput() {
  const typed = byId("more").value.trim().toLowerCase();
  const found = Object.keys(chosen.inputs).filter(q => numeric(chosen, q) && !solvedHere(chosen, q)).find(q => typed && [q, label(q).toLowerCase()].includes(typed));
  if (!found) return;
  extra.add(found);
  byId("more").value = "";
  fillControls();
  showControls();
  byId(`input-${found}`).focus();
}

async function copyLines() {
  const lines = byId("set-lines"), button = byId("copy");
  lines.select();
  try { await navigator.clipboard.writeText(lines.value); } catch { document.execCommand("copy"); }
  button.textContent = say("whatif.copied");
  setTimeout(() => { button.textContent = say("whatif.copy_button"); }, 1500);
}

const checked = check();
startPanel();
startExplain();
startArrows();
const first = document.querySelector('[data-figure="even"]');
[still.case, still.over] = first ? [caseOf[first.dataset.case], first.dataset.over] : [null, ""];
over = still.over;
choose((still.case || cases[0]).name);
fillStatus();
new ResizeObserver(drawSoon).observe(document.querySelector("main"));
window.tco = {data, cases, checked, number, choose, change: (name, quantity, value) => change(caseOf[name], quantity, value), release: (name, quantity, free) => release(caseOf[name], quantity, free), reset, draw};
