// The way of the day over our own outlines: no tiles, so that it stands without a line. Spots are [lon, lat] in micro-degrees.
import { find } from "./field-parts.js";
import { say } from "./linli.js";

const WIDE = 640, HIGH = 420, EDGE = 26;
const SVG = "http://www.w3.org/2000/svg";

function shape(tag, given, words) {
  const made = document.createElementNS(SVG, tag);
  Object.keys(given).forEach((name) => made.setAttribute(name, String(given[name])));
  if (words) made.textContent = words;
  return made;
}
// A plane that keeps distances: a degree of longitude is shorter than one of latitude.
function plane(spots, around) {
  const shrink = Math.cos((spots[0][1] / 1e6) * (Math.PI / 180));
  const flat = ([lon, lat]) => [lon * shrink, -lat];
  const all = (around.length ? around : spots).map(flat), xs = all.map((one) => one[0]), ys = all.map((one) => one[1]);
  const left = Math.min(...xs), top = Math.min(...ys), wide = Math.max(...xs) - left || 1, high = Math.max(...ys) - top || 1;
  const scale = Math.min((WIDE - 2 * EDGE) / wide, (HIGH - 2 * EDGE) / high);
  const dx = (WIDE - wide * scale) / 2, dy = (HIGH - high * scale) / 2;
  return (spot) => { const [x, y] = flat(spot); return [Math.round((x - left) * scale + dx), Math.round((y - top) * scale + dy)]; };
}
function near(spots) {
  const pad = 900, lons = spots.map((one) => one[0]), lats = spots.map((one) => one[1]);
  return [[Math.min(...lons) - pad, Math.min(...lats) - pad], [Math.max(...lons) + pad, Math.max(...lats) + pad]];
}
export function drawWay(stops, outlines) {
  const place = find("[data-way]"), placed = stops.filter((one) => one.spot);
  place.hidden = !placed.length;
  if (!placed.length) return;
  const spots = placed.map((one) => one.spot), put = plane(spots, near(spots));
  const line = (many) => many.map((one) => put(one).join(",")).join(" ");
  const drawn = shape("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": say(`路线图，${placed.length} 处，顺序见下面的清单`, `The way through ${placed.length} places; the list below has their order`) });
  outlines.forEach((ring) => drawn.append(shape("polygon", { points: line(ring), class: "way-ground" })));
  drawn.append(shape("polyline", { points: line(spots), class: "way-line" }));
  placed.forEach((one) => {
    const [x, y] = put(one.spot);
    drawn.append(shape("circle", { cx: x, cy: y, r: 17, class: one.is_done ? "way-stop way-done" : one.is_next ? "way-stop way-next" : "way-stop" }));
    drawn.append(shape("text", { x, y: y + 7, class: one.is_next && !one.is_done ? "way-number way-number-next" : "way-number" }, one.is_done ? "✓" : String(one.number)));
  });
  place.replaceChildren(drawn);
}
