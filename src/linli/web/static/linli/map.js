// Maps of our own geometry: polygons on a canvas, no tiles, nothing fetched from elsewhere.
import { SHAPES, say } from "./linli.js";

const HOME = new URL("../vendor/leaflet/", import.meta.url);
const STYLE = {
  district: { color: "#1D2730", weight: 3, fill: false },
  street: { color: "#56616B", weight: 2, fillColor: "#FFFFFF", fillOpacity: 1 },
  community: { color: "#9AA5AE", weight: 1, fillColor: "#FFFFFF", fillOpacity: 1 },
  grid: { color: "#9AA5AE", weight: 1, fillColor: "#FFFFFF", fillOpacity: 0.6 },
  microgrid: { color: "#C4CCD2", weight: 1, fill: false },
  estate: { color: "#0B6E4F", weight: 1, fillColor: "#E7F3EE", fillOpacity: 0.9 },
  building: { color: "#56616B", weight: 1, fillColor: "#D9DEE2", fillOpacity: 0.9 },
};
const CURRENT = { color: "#0A5C9E", weight: 3, fillColor: "#E9F1F8", fillOpacity: 1 };
const SHAPE_OF_TONE = { calm: "ring", busy: "half", soon: "half", late: "triangle", met: "check", off: "cross" };
const CELL_PX = 44;
const NEAR_ZOOM = 15, NAMED_ZOOM = 17; // from here on a person looks for a grid; for a building
let leaflet = null;

function load() {
  if (leaflet) return leaflet;
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("leaflet.css", HOME).href;
  document.head.prepend(style);
  leaflet = new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = new URL("leaflet.js", HOME).href;
    script.onload = () => done(window.L);
    script.onerror = failed;
    document.head.append(script);
  });
  return leaflet;
}
async function json(url) {
  const answer = await fetch(url, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}
const nameOf = (properties) => say(properties.name, properties.name_en || properties.name);
const styleOf = (feature) => ({ ...(STYLE[feature.properties.kind] || STYLE.grid), ...(feature.properties.current ? CURRENT : {}) });

async function drawGround(L, map, url) {
  const ground = await json(url);
  const isFew = ground.features.length <= 40;
  map.createPane("names").style.zIndex = 550; // under the pins
  const layer = L.geoJSON(ground, {
    renderer: L.canvas({ padding: 0.3 }), style: styleOf, interactive: !isFew,
    filter: (feature) => feature.geometry && feature.geometry.type !== "Point",
    onEachFeature: (feature, shape) => {
      if (!feature.properties.name) return;
      const isNamed = isFew || feature.properties.current;
      shape.bindTooltip(plain(nameOf(feature.properties)), isNamed ? { permanent: true, direction: "center", className: "map-name", interactive: false, pane: "names" } : { sticky: true });
    },
  }).addTo(map);
  layer.eachLayer((shape) => shape.feature.properties.current && shape.bringToFront());
  const name = () => layer.eachLayer((shape) => showName(map, shape));
  map.on("zoomend", name);
  requestAnimationFrame(name);
  return layer.getBounds();
}
// Grids and buildings of the community that the map shows, fetched once per community when somebody looks closer.
function drawNear(L, map) {
  const known = new Set(), buildings = L.layerGroup();
  let asked = "";
  const names = { permanent: true, direction: "right", offset: [6, 0], className: "map-name", interactive: false, pane: "names" };
  function add(found) {
    known.add(found.of);
    L.geoJSON(found, {
      renderer: L.canvas({ padding: 0.3 }), style: styleOf, interactive: false,
      filter: (feature) => feature.geometry.type !== "Point",
      onEachFeature: (feature, shape) => shape.bindTooltip(plain(nameOf(feature.properties)), { ...names, direction: "center", offset: [0, 0], className: "map-name quiet" }),
    }).addTo(map).eachLayer((shape) => showName(map, shape));
    found.features.filter((feature) => feature.geometry.type === "Point").forEach((feature) => {
      const [lon, lat] = feature.geometry.coordinates;
      L.circleMarker([lat, lon], { ...STYLE.building, radius: 5, interactive: false }).bindTooltip(plain(feature.properties.name), names).addTo(buildings);
    });
  }
  async function look() {
    if (map.getZoom() >= NAMED_ZOOM) buildings.addTo(map); else buildings.remove();
    if (map.getZoom() < NEAR_ZOOM) return;
    const at = map.getCenter(), where = `lon=${at.lng.toFixed(3)}&lat=${at.lat.toFixed(3)}`;
    if (where === asked) return;
    asked = where;
    const found = await json(`/map/near.json?${where}`).catch(() => null);
    if (found && found.of && !known.has(found.of)) add(found);
  }
  map.on("moveend", look);
  look();
}
// A name wider than its area says nothing: it would lie over the next one.
function showName(map, shape) {
  const tip = shape.getTooltip(), box = tip && tip.options.permanent && tip.getElement();
  if (!box) return;
  const bounds = shape.getBounds();
  box.hidden = false;
  box.hidden = box.offsetWidth > map.latLngToLayerPoint(bounds.getNorthEast()).x - map.latLngToLayerPoint(bounds.getSouthWest()).x;
}
// Names are drawn as text, never as markup.
const plain = (words) => { const box = document.createElement("span"); box.textContent = words; return box.innerHTML; };

function pinsOf(part, list) {
  if (!list) return [];
  return [...list.querySelectorAll("[data-pin][data-lon]")].filter((item) => item.dataset.lon).map((item) => ({
    id: item.dataset.pin, lon: Number(item.dataset.lon), lat: Number(item.dataset.lat), tone: item.dataset.tone,
    label: (item.querySelector("a") || item).textContent, item,
  }));
}
const fromPoints = (collection) => collection.features.map((one) => ({ ...one.properties, lon: one.geometry.coordinates[0], lat: one.geometry.coordinates[1] }));

function grouped(map, pins) {
  const cells = new Map();
  pins.forEach((pin) => {
    const at = map.project([pin.lat, pin.lon]);
    const cell = `${Math.floor(at.x / CELL_PX)}:${Math.floor(at.y / CELL_PX)}`;
    cells.set(cell, (cells.get(cell) || []).concat(pin));
  });
  return [...cells.values()];
}
const WORST = ["late", "soon", "busy", "calm", "met", "off"];
function marker(L, map, group) {
  const tone = WORST.find((one) => group.some((pin) => pin.tone === one)) || "calm";
  const isOne = group.length === 1;
  const middle = [group.reduce((s, p) => s + p.lat, 0) / group.length, group.reduce((s, p) => s + p.lon, 0) / group.length];
  const mark = `<svg class="shape" viewBox="0 0 12 12">${SHAPES[SHAPE_OF_TONE[tone]]}</svg>`;
  const size = isOne ? 28 : Math.min(52, 30 + 4 * Math.log2(group.length));
  const icon = L.divIcon({ className: `pin tone-${tone}${isOne ? "" : " pin-group"}`, html: isOne ? mark : String(group.length), iconSize: [size, size] });
  const words = isOne ? group[0].label : say(`这里有 ${group.length} 件`, `${group.length} here`);
  const drawn = L.marker(middle, { icon, title: words, alt: words, keyboard: true });
  drawn.on("click", () => {
    if (!isOne) map.fitBounds(L.latLngBounds(group.map((pin) => [pin.lat, pin.lon])).pad(0.4), { maxZoom: 18 });
    else choose(group[0]);
  });
  if (isOne && group[0].item) group[0].element = () => drawn.getElement();
  return drawn;
}
function choose(pin) {
  if (!pin.item) { if (pin.url) location.href = pin.url; return; }
  pin.item.parentElement.querySelectorAll(".at").forEach((one) => one.classList.remove("at"));
  pin.item.classList.add("at");
  pin.item.scrollIntoView({ block: "nearest" });
  const link = pin.item.querySelector("a");
  if (link) link.focus({ preventScroll: true });
}
function drawPins(L, map, pins) {
  const layer = L.layerGroup().addTo(map);
  const redraw = () => { layer.clearLayers(); grouped(map, pins).forEach((group) => layer.addLayer(marker(L, map, group))); };
  map.on("zoomend", redraw);
  redraw();
  pins.filter((pin) => pin.item).forEach((pin) => ["mouseenter", "focusin", "mouseleave", "focusout"].forEach((kind) => pin.item.addEventListener(kind, () => {
    const element = pin.element && pin.element();
    if (element) element.classList.toggle("at", kind === "mouseenter" || kind === "focusin");
  })));
}
const chosenIcon = (L) => L.divIcon({ className: "", html: '<div class="pin-chosen"></div>', iconSize: [0, 0] });
function pick(L, map, part) {
  const scope = part.closest("form") || part.parentElement;
  const fields = Object.fromEntries(["lon", "lat", "crs"].map((name) => [name, scope.querySelector(`input[name=${name}]`)]));
  const says = scope.querySelector("[data-map-says]");
  let pin = null;
  function put(at, words) {
    fields.lon.value = at.lng.toFixed(6);
    fields.lat.value = at.lat.toFixed(6);
    fields.crs.value = "WGS84";
    if (pin) pin.setLatLng(at);
    else {
      pin = L.marker(at, { draggable: true, icon: chosenIcon(L), alt: say("选好的地点", "the chosen place") }).addTo(map);
      pin.on("dragend", () => put(pin.getLatLng(), say("已改到新的地点。", "Moved.")));
    }
    if (says) says.textContent = words;
    fields.lon.dispatchEvent(new Event("change", { bubbles: true }));
  }
  if (fields.lon.value) put(L.latLng(Number(fields.lat.value), Number(fields.lon.value)), says ? says.textContent : "");
  map.on("click", (event) => put(event.latlng, say("已选好地点。再点一下可以改。", "The place is chosen. Tap again to change it.")));
  const here = scope.querySelector("[data-map-here]"), centre = scope.querySelector("[data-map-centre]");
  if (centre) centre.addEventListener("click", () => put(map.getCenter(), say("已选地图中间的地点。", "The middle of the map is chosen.")));
  if (here) here.addEventListener("click", () => {
    says.textContent = say("正在取您的位置……", "Finding where you are …");
    navigator.geolocation.getCurrentPosition(
      (found) => {
        const at = L.latLng(found.coords.latitude, found.coords.longitude), within = Math.round(found.coords.accuracy);
        map.setView(at, 17);
        put(at, say(`已选您现在的位置，误差约 ${within} 米；不准可以点地图改。`, `Where you are now, within about ${within} m; tap the map to correct it.`));
      },
      () => { says.textContent = say("没有取到位置。请在地图上点，或写清地址。", "Your position is not available. Tap the map or write the address."); },
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
    );
  });
}
function cross(map, part) {
  const mark = document.createElement("div");
  mark.className = "map-cross";
  mark.setAttribute("aria-hidden", "true");
  mark.innerHTML = '<svg viewBox="0 0 24 24" width="24" height="24"><path d="M12 2v20M2 12h20" stroke="currentColor" stroke-width="2"/></svg>';
  part.append(mark);
}
async function draw(part) {
  const L = await load();
  const wait = part.querySelector(".map-wait"), ground = document.createElement("div");
  ground.className = "map-canvas";
  part.prepend(ground);
  const map = L.map(ground, { attributionControl: false, zoomControl: false, zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches, minZoom: 10, maxZoom: 19 });
  L.control.zoom({ zoomInTitle: say("放大", "Zoom in"), zoomOutTitle: say("缩小", "Zoom out"), position: "topright" }).addTo(map);
  const { lon, lat, zoom, geo, pins } = part.dataset;
  map.setView([Number(lat) || 36.0876, Number(lon) || 120.375], Number(zoom) || 13);
  const around = part.closest(".map-both") || ("pick" in part.dataset ? part : document);
  const list = around.querySelector("[data-map-list]");
  const points = pins ? fromPoints(await json(pins)) : pinsOf(part, list);
  if (geo) {
    const bounds = await drawGround(L, map, geo);
    if (!lon && bounds.isValid()) map.fitBounds(bounds, { padding: [8, 8] });
  } else if (!lon && points.length) map.fitBounds(L.latLngBounds(points.map((pin) => [pin.lat, pin.lon])).pad(0.2), { maxZoom: 16 });
  if (wait) wait.remove();
  if (geo && geo.startsWith("/map/")) drawNear(L, map);
  if ("mark" in part.dataset) L.marker([Number(lat), Number(lon)], { icon: chosenIcon(L), keyboard: false, interactive: false, alt: say("事情的地点", "where it is") }).addTo(map);
  if (points.length) drawPins(L, map, points);
  if ("pick" in part.dataset) { cross(map, part); pick(L, map, part); }
}
export function start(part) {
  draw(part).catch(() => {
    const wait = part.querySelector(".map-wait");
    if (wait) wait.textContent = say("地图没有打开。没关系，请写清地址。", "The map did not open. The address is enough.");
  });
}
