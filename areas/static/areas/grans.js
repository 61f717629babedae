// The corners of a boundary, in list and map at once. The text field is the truth that
// is sent; the list and the map are two ways to change it, with the same buttons.

const holder = document.querySelector("[data-grans]");
const words = JSON.parse(document.getElementById(holder.dataset.words).textContent);
const field = holder.querySelector("textarea");
const list = holder.querySelector("[data-lista]");
const say = (text, number) => text.replace("{number}", number);
const METRE_NORTH = 1 / 111320;
const DIRECTIONS = [["n", "north", 0, 1], ["s", "south", 0, -1], ["w", "west", -1, 0], ["e", "east", 1, 0]];
const KEYS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

let corners = field.value.trim().split("\n").filter(Boolean)
  .map((line) => line.split(",").map(Number)).map(([north, east]) => [east, north]);
let chosen = null;
let map;
let drawn = [];
let timer;
const before = [];

function remember() {
  before.push(JSON.stringify(corners));
  if (before.length > 100) before.shift();
}

function write() {
  field.value = corners.map(([x, y]) => `${y.toFixed(6)}, ${x.toFixed(6)}`).join("\n");
  clearTimeout(timer);
  timer = setTimeout(count, 500);
}

async function count() {
  const body = new FormData(field.form);
  const number = holder.querySelector("[data-antal]");
  const wrong = holder.querySelector("[data-fel]");
  try {
    const answer = await fetch(holder.dataset.count, { method: "POST", body, headers: { Accept: "application/json" } });
    const told = await answer.json();
    number.textContent = told.count;
    wrong.textContent = told.faults.join(" ");
  } catch {
    wrong.textContent = words.failed;
  }
}

function move(index, [x, y], metres) {
  remember();
  const [east, north] = corners[index];
  const degree = METRE_NORTH * metres;
  corners[index] = [east + (x * degree) / Math.cos((north * Math.PI) / 180), north + y * degree];
  change();
}

function change() {
  write();
  drawMap();
}

function undo() {
  const last = before.pop();
  if (!last) return;
  corners = JSON.parse(last);
  chosen = chosen !== null && chosen < corners.length ? chosen : null;
  change();
  drawList();
}

function add() {
  remember();
  const at = chosen ?? corners.length - 1;
  const [a, b] = [corners[at], corners[(at + 1) % corners.length]];
  corners.splice(at + 1, 0, [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]);
  choose(at + 1);
  change();
}

function remove(index) {
  if (corners.length <= 3) {
    holder.querySelector("[data-fel]").textContent = words.least;
    return;
  }
  remember();
  corners.splice(index, 1);
  choose(null);
  change();
}

function choose(index) {
  chosen = index;
  drawList();
  drawMap();
  list.querySelector(index === null ? "button" : "[aria-current] button")?.focus();
}

function button(text, hidden, act, css = "knapp knapp--linje") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = css;
  made.textContent = text;
  if (hidden) {
    const more = document.createElement("span");
    more.className = "sr";
    more.textContent = ` ${hidden}`;
    made.append(more);
  }
  made.addEventListener("click", act);
  return made;
}

function drawList() {
  list.replaceChildren(...corners.map((_, index) => row(index)));
}

function row(index) {
  const item = document.createElement("li");
  const name = say(words.corner, index + 1);
  const number = document.createElement("span");
  number.className = "horn__nr";
  number.setAttribute("aria-hidden", "true");
  number.textContent = index + 1;
  const label = document.createElement(index === chosen ? "strong" : "span");
  label.textContent = name;
  item.append(number, label);
  if (index !== chosen) {
    item.append(button(words.move, name.toLowerCase(), () => choose(index)));
    return item;
  }
  item.setAttribute("aria-current", "true");
  item.append(button(words.done, name.toLowerCase(), () => choose(null), "knapp"), steps(index));
  item.addEventListener("keydown", (event) => keyed(event, index));
  return item;
}

function steps(index) {
  const group = document.createElement("div");
  group.className = "knappar-flytta";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", say(words.group, index + 1));
  for (const [letter, long, x, y] of DIRECTIONS) {
    const step = button(words[letter], "", (event) => move(index, [x, y], event.shiftKey ? 50 : 10), "knapp knapp--linje knapp--ikon");
    step.setAttribute("aria-label", words[long]);
    group.append(step);
  }
  group.append(button(words.remove, "", () => remove(index)));
  return group;
}

function keyed(event, index) {
  const way = KEYS[event.key];
  if (!way) return;
  event.preventDefault();
  move(index, way, event.shiftKey ? 50 : 10);
}

function drawMap() {
  if (!map) return;
  const { L, map: ground } = map;
  for (const old of drawn) old.remove();
  const shape = L.polygon(corners.map(([x, y]) => [y, x]), { className: "omr omr--vald", interactive: false });
  drawn = [shape.addTo(ground), ...corners.map((corner, index) => marker(L, ground, corner, index, shape))];
}

function marker(L, ground, [x, y], index, shape) {
  const css = index === chosen ? "horn__nr horn__nr--vald" : "horn__nr";
  const icon = L.divIcon({ className: css, html: document.createTextNode(String(index + 1)).textContent, iconSize: [34, 34] });
  const name = say(words.corner, index + 1);
  const made = L.marker([y, x], { icon, draggable: true, title: name, alt: name, autoPan: true }).addTo(ground);
  made.getElement()?.setAttribute("aria-label", name);
  made.on("dragstart", remember);
  made.on("drag", ({ latlng }) => {
    corners[index] = [latlng.lng, latlng.lat];
    shape.setLatLngs(corners.map(([east, north]) => [north, east]));
  });
  made.on("dragend", () => { write(); choose(index); });
  made.on("click", () => choose(index));
  made.getElement()?.addEventListener("keydown", (event) => {
    if (!KEYS[event.key]) return;
    event.stopPropagation();
    keyed(event, index);
    drawn[index + 1]?.getElement()?.focus();
  });
  return made;
}

document.addEventListener("karta:klar", ({ detail }) => {
  map = detail;
  drawMap();
});
holder.querySelector("[data-text]").hidden = true;
holder.querySelector("[data-knappar]").hidden = false;
list.hidden = false;
holder.querySelector("[data-angra]").addEventListener("click", undo);
holder.querySelector("[data-nytt]").addEventListener("click", add);
drawList();
count();
