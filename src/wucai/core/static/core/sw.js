/* The one service worker, at scope "/". It keeps the shell of the counter in both languages and the static files that the shell names, so that the
   counter opens without signal. Nothing else is kept: no page with somebody's name, no answer of the interface. */
"use strict";
const STORE = "wucai-shell-1";
const SHELLS = ["/station/offline", "/en/station/offline"];
const COUNTER = /^(\/en)?\/station\/[^/]+\/?$/;
const PATIENCE = 8000;

async function keep() {
  const fresh = new Map();
  const named = new Set(SHELLS);
  for (const shell of SHELLS) {
    const answer = await fetch(shell, { cache: "no-store", redirect: "error" });
    if (!answer.ok) throw new Error(shell + " " + answer.status);
    for (const found of (await answer.clone().text()).matchAll(/(?:src|href)="(\/static\/[^"]+)"/g)) named.add(found[1]);
    fresh.set(shell, answer);
  }
  // The files first, then the pages that name them: whatever fails in between, the shell that is kept is whole.
  const store = await caches.open(STORE);
  for (const path of named) if (!fresh.has(path) && !(await store.match(path))) await store.add(path);
  for (const [shell, answer] of fresh) await store.put(shell, answer);
  for (const old of await store.keys()) if (!named.has(new URL(old.url).pathname)) await store.delete(old);
}

async function counter(request, path) {
  const late = new Promise((resolve, reject) => setTimeout(() => reject(new Error("late")), PATIENCE));
  try {
    const answer = await Promise.race([fetch(request), late]);
    if (answer.status < 500) return answer;
  } catch (error) {
    // No signal, or one that leads nowhere: the shell is the answer.
  }
  return (await caches.match(path.startsWith("/en/") ? SHELLS[1] : SHELLS[0])) || Response.error();
}

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => { if (event.data === "keep") event.waitUntil(keep()); });
self.addEventListener("fetch", function (event) {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && COUNTER.test(address.pathname)) event.respondWith(counter(event.request, address.pathname));
  else if (address.pathname.startsWith("/static/")) {
    event.respondWith(caches.match(event.request).then((kept) => kept || fetch(event.request)));
  }
});
