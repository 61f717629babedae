// The map panel: areas, localities and streets from our own data. It says nothing that
// the list beside it doesn't, so it is drawn last and only when it is near the screen.

const LOOKS = {
  running: "omr--igang",
  interest: "omr--intresse",
  dormant: "omr--vilar",
  closed: "omr--vilar",
};

let leaflet;

function loadLeaflet({ leaflet: script, leafletCss: sheet }) {
  leaflet ??= new Promise((done, failed) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = sheet;
    document.head.prepend(link); // ours comes after and wins
    const tag = document.createElement("script");
    tag.src = script;
    tag.onload = () => done(window.L);
    tag.onerror = failed;
    document.head.append(tag);
  });
  return leaflet;
}

async function readData(panel) {
  if (panel.dataset.src) {
    const answer = await fetch(panel.dataset.src, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`map data: ${answer.status}`);
    return answer.json();
  }
  return JSON.parse(document.getElementById(panel.dataset.from).textContent);
}

const flipped = (points) => points.map(([lon, lat]) => [lat, lon]);

function drawGround(L, map, data) {
  for (const outline of data.outlines ?? []) {
    L.geoJSON(outline, { interactive: false, style: { className: "kommun" } }).addTo(map);
  }
  for (const street of data.streets ?? []) {
    L.polyline(flipped(street.line), { interactive: false, className: "gatulinje", smoothFactor: 1.5 }).addTo(map);
  }
  for (const place of data.places ?? []) {
    const [lon, lat] = place.point;
    const icon = L.divIcon({ className: "karta__ort", html: text(place.name), iconSize: null });
    L.marker([lat, lon], { icon, interactive: false, keyboard: false }).addTo(map);
  }
}

function text(words) {
  const span = document.createElement("span");
  span.textContent = words;
  return span;
}

function drawArea(L, map, area) {
  const look = area.chosen ? "omr--vald" : (LOOKS[area.state] ?? "omr--pagang");
  const go = () => area.url && window.location.assign(area.url);
  const shape = L.geoJSON(area.shape, { style: { className: `omr ${look}`, interactive: Boolean(area.url) } });
  shape.on("click", go).addTo(map);
  if (!area.letter) return shape;
  const icon = L.divIcon({ className: "karta__bok", html: text(area.letter), iconSize: [34, 34] });
  const name = area.letter ? `${area.letter}, ${area.name}` : area.name;
  const sign = L.marker(shape.getBounds().getCenter(), { icon, title: name, alt: name, keyboard: Boolean(area.url), interactive: Boolean(area.url) });
  sign.on("click", go).addTo(map);
  sign.getElement()?.setAttribute("aria-label", name);
  shape.sign = sign;
  return shape;
}

// Letters that would lie on each other wait until somebody zooms in; the list has all.
const APART = 44; // pixels between the middles of two letters
function spread(map, shapes) {
  const shown = [];
  for (const sign of shapes.map((shape) => shape.sign).filter(Boolean)) {
    const at = map.latLngToContainerPoint(sign.getLatLng());
    const crowded = shown.some((other) => Math.hypot(other.x - at.x, other.y - at.y) < APART);
    if (!crowded) shown.push(at);
    const element = sign.getElement();
    if (element) element.hidden = crowded;
  }
}

function drawPin(L, map, panel, [lon, lat]) {
  const holder = document.createElement("span");
  holder.append(picture(panel, "plats"));
  const icon = L.divIcon({ className: "karta__nal", html: holder, iconSize: [44, 44], iconAnchor: [22, 42] });
  L.marker([lat, lon], { icon, interactive: false, keyboard: false, zIndexOffset: 1000 }).addTo(map);
}

function picture(panel, name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "ikon ikon--l");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${panel.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

function addButton(panel, row, label, icon, act) {
  if (!label) return;
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-label", label);
  button.title = label;
  button.append(picture(panel, icon));
  button.addEventListener("click", act);
  row.append(button);
}

function addButtons(panel, map, home) {
  const words = panel.dataset;
  const row = document.createElement("div");
  row.className = "karta__knappar";
  addButton(panel, row, words.zoomIn, "plus", () => map.zoomIn());
  addButton(panel, row, words.zoomOut, "minus", () => map.zoomOut());
  addButton(panel, row, words.reset, "hem", home);
  addButton(panel, row, words.locate, "hitta", () => map.locate({ setView: true, maxZoom: 16 }));
  const status = document.querySelector("[data-karta-status]");
  map.on("locationerror", () => { if (status) status.textContent = words.noPlace; });
  map.on("locationfound", ({ latlng }) => {
    if (status) status.textContent = "";
    panel.dispatchEvent(new CustomEvent("karta:plats", { bubbles: true, detail: latlng }));
  });
  panel.append(row);
}

function bounds(L, data, shapes) {
  if (data.bounds) return L.latLngBounds(flipped(data.bounds));
  const chosen = shapes.filter((_, i) => data.areas[i].chosen);
  const all = L.latLngBounds([]);
  for (const shape of chosen.length ? chosen : shapes) {
    all.extend(shape.getBounds().pad(chosen.length ? 0.4 : 0)); // with its neighbours
  }
  if (data.pin) all.extend([data.pin[1], data.pin[0]]);
  return all;
}

/** Draws the panel's map and answers { L, map, data }; other modules may draw on. */
export async function openMap(panel) {
  const [L, data] = await Promise.all([loadLeaflet(panel.dataset), readData(panel)]);
  L.Util.emptyImageUrl = panel.dataset.empty;
  const ground = document.createElement("div");
  ground.className = "karta__yta";
  panel.prepend(ground);
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(ground, {
    zoomControl: false, attributionControl: false, scrollWheelZoom: false, minZoom: 8, maxZoom: 18,
    zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, zoomSnap: 0.5,
  });
  ground.setAttribute("role", "application");
  ground.setAttribute("aria-label", panel.getAttribute("aria-label"));
  map.on("focus", () => map.scrollWheelZoom.enable()).on("blur", () => map.scrollWheelZoom.disable());
  map.setView([56.13, 13.13], 11);
  if (panel.dataset.tiles) L.tileLayer(panel.dataset.tiles).addTo(map);
  else drawGround(L, map, data);
  const shapes = (data.areas ?? []).map((area) => drawArea(L, map, area));
  if (data.pin) drawPin(L, map, panel, data.pin);
  const home = () => {
    const frame = bounds(L, data, shapes);
    if (frame.isValid()) map.fitBounds(frame, { padding: [28, 28], maxZoom: 16, animate: false });
  };
  home();
  spread(map, shapes);
  map.on("zoomend", () => spread(map, shapes));
  addButtons(panel, map, home);
  panel.dispatchEvent(new CustomEvent("karta:klar", { bubbles: true, detail: { L, map, data } }));
  return { L, map, data, shapes };
}

const waiting = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) {
    if (!isIntersecting) continue;
    waiting.unobserve(target);
    openMap(target).catch(() => { target.hidden = true; }); // the list stands alone
  }
}, { rootMargin: "200px" });

for (const panel of document.querySelectorAll("[data-karta]:not([data-manual])")) {
  waiting.observe(panel);
}
