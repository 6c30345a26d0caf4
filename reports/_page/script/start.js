// Everything is put in its place once.
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
  const goals = document.querySelector('[data-choose="target"]');
  if (goals) {
    const reached = data.swing.targets.filter(q => swingsOf(chosen, q).length);
    if (!reached.includes(target)) target = reached[0] || "";
    goals.replaceChildren(...reached.map(q => node("option", {value: q}, label(q))));
    goals.value = target;
  }
  fillControls();
  fillCards();
  showControls();
  if (MANY) refillChapters();
  drawSoon();
}

function startPanel() {
  for (const list of document.querySelectorAll('[data-choose="case"]')) {
    const usable = list.closest("[data-figure=even]") ? earning : cases;
    list.replaceChildren(...usable.map(one => node("option", {value: one.name}, one.title)));
    list.addEventListener("change", () => choose(list.value));
  }
  document.querySelector('[data-choose="over"]')?.addEventListener("change", event => { over = event.target.value; drawSoon(); });
  document.querySelector('[data-choose="target"]')?.addEventListener("change", event => { target = event.target.value; drawSoon(); });
  for (const button of document.querySelectorAll("[data-reset]")) button.addEventListener("click", () => { reset(); fillControls(); showControls(); });
  byId("more-add").addEventListener("click", addInput);
  byId("more").addEventListener("change", addInput);
  byId("more").addEventListener("keydown", event => { if (event.key === "Enter") { event.preventDefault(); addInput(); } });
  document.querySelector(".controls").addEventListener("submit", event => event.preventDefault());
  byId("copy").addEventListener("click", copyLines);
}

function addInput() {
  const typed = byId("more").value.trim().toLowerCase();
  const found = changeable(chosen).find(q => typed && [q, searchName(q).toLowerCase()].includes(typed));
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

const checked = checkBase();
byId("checked").textContent = say(checked.differ ? "foot.unchecked" : "foot.checked", {count: checked.differ || checked.all, all: checked.all});
startPanel();
startExplain();
startArrows();
startChapters();
const first = name => document.querySelector(`[data-figure=${name}]`)?.dataset;
[over, target] = [first("even")?.over || "", first("swing")?.over || ""];
choose((first("even") || first("swing"))?.case || cases[0].name);
fillStatus();
for (const drawn of document.querySelectorAll("[data-figure], [data-differences]")) watcher.observe(drawn);
addEventListener("beforeprint", () => { draw(); document.body.classList.remove("moving"); });
let wide = 0;
new ResizeObserver(([{contentRect}]) => { if (contentRect.width !== wide) { wide = contentRect.width; widths.clear(); drawSoon(); } }).observe(document.querySelector("main"));
window.tco = {data, cases, checked, number, choose, changeable: name => changeable(caseOf[name]), mattering: name => mattering(caseOf[name]), swingsOf: (name, goal) => swingsOf(caseOf[name], goal), change: (name, quantity, value) => change(caseOf[name], quantity, value), release: (name, quantity, free) => release(caseOf[name], quantity, free), reset, draw: () => draw(), openAll, remakeAll};
