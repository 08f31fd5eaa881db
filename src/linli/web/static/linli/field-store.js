// What is somebody's lies here and nowhere else on the device: the copy (duties, cases, buildings) and the outbox.
// The copy belongs to one account and goes when another comes or the person signs out; an unsent record goes only when
// its owner says so, and nobody else is shown what it holds.
const NAME = "linli-field";

let opened = null;
function open() {
  if (opened) return opened;
  opened = new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("kept");
      const outbox = asked.result.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true });
      outbox.createIndex("id", "id", { unique: true });
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => { asked.result.close(); opened = null; };
      done(asked.result);
    };
    asked.onerror = () => { opened = null; failed(asked.error); };
  });
  return opened;
}
async function within(stores, mode, work) {
  const base = await open();
  return new Promise((done, failed) => {
    const deal = base.transaction(stores, mode);
    const asked = work(deal);
    deal.oncomplete = () => done(asked && "result" in asked ? asked.result : undefined);
    deal.onerror = deal.onabort = () => failed(deal.error);
  });
}
export const read = (key) => within("kept", "readonly", (deal) => deal.objectStore("kept").get(key));
export const write = (key, value) => within("kept", "readwrite", (deal) => deal.objectStore("kept").put(value, key));
export const drop = (key) => within("kept", "readwrite", (deal) => deal.objectStore("kept").delete(key));

// A key nobody hits upon; crypto.randomUUID is younger than the phones we serve.
export function key() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
export const queue = (record) => within("outbox", "readwrite", (deal) => deal.objectStore("outbox").add(record));
export const change = (record) => within("outbox", "readwrite", (deal) => deal.objectStore("outbox").put(record));
export const remove = (seq) => within("outbox", "readwrite", (deal) => deal.objectStore("outbox").delete(seq));
export const records = () => within("outbox", "readonly", (deal) => deal.objectStore("outbox").getAll());

// Signing out: everything goes at once. Asked for only after the person decided about what was not sent.
export async function empty() {
  await within(["kept", "outbox"], "readwrite", (deal) => {
    deal.objectStore("kept").clear();
    deal.objectStore("outbox").clear();
  });
}
