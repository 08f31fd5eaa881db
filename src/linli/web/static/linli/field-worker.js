// The field's service worker. It keeps the shell (the same for everybody) and never an answer that holds somebody's data:
// those lie in the device's database, which signing out empties. KEPT {version, shell, files} stands above, from the server.
const PREFIX = "linli-field-";
const CACHE = PREFIX + KEPT.version;
const PATIENCE_MS = 3000;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    // "reload": a new version must not be filled from the browser's own older copies.
    await cache.addAll([KEPT.shell, ...KEPT.files].map((url) => new Request(url, { cache: "reload" })));
    await self.skipWaiting();
  })());
});
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

async function kept(url) {
  const cache = await caches.open(CACHE);
  return cache.match(url, { ignoreVary: true });
}
// The page itself: the line first, for it may have changed its language; what is kept where the line is slow or gone.
async function page() {
  const copy = await kept(KEPT.shell);
  const fresh = fetch(KEPT.shell, { credentials: "same-origin" }).then(async (answer) => {
    if (answer.ok && !answer.redirected) {
      const cache = await caches.open(CACHE);
      await cache.put(KEPT.shell, answer.clone());
    }
    return answer.ok ? answer : copy || answer;
  });
  if (!copy) return fresh;
  const patience = new Promise((done) => setTimeout(() => done(copy), PATIENCE_MS));
  return Promise.race([fresh.catch(() => copy), patience]);
}
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === KEPT.shell) event.respondWith(page());
  else if (KEPT.files.includes(url.pathname)) event.respondWith(kept(url.pathname).then((copy) => copy || fetch(event.request)));
});
