// Signing out empties what the field keeps on this device; with something unsent the person decides first, in the outbox.
import * as store from "./field-store.js";
import { emptied } from "./field-parts.js";

async function leave(form) {
  const open = (await store.records()).filter((record) => record.state !== "sent");
  if (open.length) { location.href = "/field/#outbox"; return; }
  await store.empty();
  emptied();
  form.submit();
}
export function start(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // A device that keeps nothing (storage forbidden) has nothing to empty.
    leave(form).catch(() => form.submit());
  });
}
