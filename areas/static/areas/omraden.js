// The map of all areas: closer in, the areas of the view come anew, finer and with those
// that were too small before. The list beside the map says the same without it.

const LOOKS = { running: "omr--igang", interest: "omr--intresse", dormant: "omr--vilar" };
const FINER = 1.5; // levels of zoom, or half a screen sideways, before we ask again

function layer(L, area) {
  const look = LOOKS[area.state] ?? "omr--pagang";
  const shape = L.geoJSON(area.shape, { style: { className: `omr ${look}` } });
  const name = document.createElement("span");
  name.textContent = area.name;
  shape.bindTooltip(name, { sticky: true });
  shape.on("click", () => window.location.assign(area.url));
  return shape;
}

document.addEventListener("karta:klar", ({ target, detail: { L, map, data } }) => {
  const source = target.dataset.src;
  if (!source) return;
  const known = new Set((data.areas ?? []).map((area) => area.url));
  const finer = L.layerGroup().addTo(map);
  let asked = { zoom: map.getZoom(), bounds: map.getBounds().pad(10) };

  async function ask() {
    const zoom = map.getZoom();
    const isNear = zoom >= 11;
    const isCovered = zoom < asked.zoom + FINER && asked.bounds.contains(map.getBounds());
    if (!isNear || isCovered) return;
    const view = map.getBounds().pad(0.5);
    asked = { zoom, bounds: view };
    const box = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
    const url = new URL(source, window.location.href);
    url.searchParams.set("bbox", box.map((number) => number.toFixed(4)).join(","));
    url.searchParams.set("zoom", zoom);
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const fresh = await answer.json();
      finer.clearLayers();
      for (const street of fresh.streets ?? []) {
        const points = street.line.map(([x, y]) => [y, x]);
        finer.addLayer(L.polyline(points, { interactive: false, className: "gatulinje" }));
      }
      for (const area of fresh.areas) {
        if (!known.has(area.url)) finer.addLayer(layer(L, area));
      }
    } catch { /* what is drawn stays */ }
  }
  map.on("moveend", ask);
});
