/* The offline queue. What happens on the device is written down here at once and sent when there is a way, once, until the server has answered
   each event. Nothing is deleted that the server did not answer; what it refuses is shown, and stays until somebody removes it.

   window.wucaiQueue = { push(kind, data) -> id, pending() -> Promise<number>, earlier() -> Promise<events>, flush() -> Promise, onchange(callback) }

   One element [data-queue] tells addresses and words: data-events, data-devices, data-worker; on a page with a log-in data-person and
   data-device; in the shell that opens without signal data-shell; words data-review, data-unkept, data-locked, data-unreadable, data-again,
   data-remove. Inside it [data-queue-note] and the list in [data-queue-refused] are filled. */
(function () {
  "use strict";
  const MOST = 500;
  const FIRST_WAIT = 2000;
  const LONGEST_WAIT = 300000;
  const PATIENCE = 20000;
  const LEASE = 60000;
  const place = document.querySelector("[data-queue]");
  const told = place ? place.dataset : {};
  const isShell = "shell" in told;
  const life = uuid();
  const memory = new Map();
  const listeners = [];
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("wucai-queue") : null;
  let busy = false;
  let failures = 0;
  let timer = 0;

  function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  /* Time. Only here is the device's clock read. `device` is programme time as the device believes it, for the record. How long ago something was
     is told by `wall`, which goes on while the phone sleeps, or by `ticks`, which nobody can set back: by whichever says more. */
  const offset = (function () {
    const said = document.querySelector("[data-now]");
    const difference = isShell || !said ? 0 : Date.parse(said.dataset.now) - Date.now();
    try {
      if (isShell) return Number(localStorage.getItem("wucai-offset"));
      localStorage.setItem("wucai-offset", difference);
    } catch (error) {
      // A browser that keeps nothing: the shell then tells the device's own time.
    }
    return difference;
  })();
  function stamp() {
    const wall = Date.now();
    return { device: Math.max(0, Math.round(wall + offset)), wall: wall, ticks: performance.now(), life: life };
  }
  function since(earlier) {
    const now = stamp();
    return Math.round(Math.max(0, now.wall - earlier.wall, earlier.life === life ? now.ticks - earlier.ticks : 0));
  }
  const loaded = stamp();

  /* The store: `events` wait to be sent, `refused` wait for somebody to look, `devices` hold keys, `meta` what is current. */
  const opened = new Promise(function (resolve, reject) {
    const request = indexedDB.open("wucai", 1);
    request.onupgradeneeded = function () {
      for (const name of ["events", "refused", "devices"]) request.result.createObjectStore(name, { keyPath: "id" });
      request.result.createObjectStore("meta");
    };
    request.onsuccess = function () { resolve(request.result); };
    request.onerror = function () { reject(request.error); };
  });
  opened.catch(function () { say(told.unkept); });

  async function stored(names, mode, work) {
    const database = await opened;
    return new Promise(function (resolve, reject) {
      // "strict": what somebody tapped survives a phone that dies a second later.
      const transaction = database.transaction(names, mode, { durability: "strict" });
      const request = work(...names.map((name) => transaction.objectStore(name)));
      transaction.oncomplete = function () { resolve(request && request.result); };
      transaction.onerror = transaction.onabort = function () { reject(transaction.error); };
    });
  }
  const all = (name) => stored([name], "readonly", (store) => store.getAll());
  const one = (name, key) => stored([name], "readonly", (store) => store.get(key));

  /* The device: enrolled once by a page with a log-in, remembered for the shell. Each event keeps to the device it was told on. */
  async function known() {
    const device = await one("devices", (await one("meta", "device")) || "");
    if (!device || told.person === undefined) return device;
    const isOurs = device.person === told.person && (device.id === told.device || device.made.wall > loaded.wall);
    return isOurs ? device : undefined;
  }
  async function enrolled() {
    const device = await known();
    if (device || told.person === undefined) return device;
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    const answer = await post(told.devices, undefined, { "X-CSRFToken": token ? token.value : "" }, "same-origin");
    if (!answer.ok) throw new Error("enrolment " + answer.status);
    const given = Object.assign(await answer.json(), { made: stamp() });
    await stored(["devices", "meta"], "readwrite", function (devices, meta) {
      devices.put(given);
      meta.put(given.id, "device");
    });
    return given.person === told.person ? given : undefined;
  }

  function push(kind, data) {
    const event = { id: uuid(), kind: kind, data: data, at: stamp(), person: told.person };
    memory.set(event.id, event);
    known()
      .then((device) => stored(["events"], "readwrite", (events) => events.put(Object.assign(event, { device: device && device.id }))))
      .then(() => memory.delete(event.id), () => say(told.unkept))
      .then(() => changed())
      .then(() => later(300));
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    return event.id;
  }

  async function waiting() {
    const kept = await all("events").catch(() => []);
    const ids = new Set(kept.map((event) => event.id));
    return kept.concat(Array.from(memory.values()).filter((event) => !ids.has(event.id)));
  }
  const pending = () => waiting().then((events) => events.length);

  /* Sending: one tab at a time, batch after batch, until nothing is left or something fails; then later, each time twice as late. */
  async function flush() {
    if (!told.events) return;
    clearTimeout(timer);
    timer = 0;
    try {
      const alone = await single(sendAll);
      failures = 0;
      if (!alone && (await pending())) later(FIRST_WAIT);
    } catch (error) {
      failures += 1;
      later(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 1)) * (0.5 + Math.random() / 2));
    }
    await changed();
  }
  function later(milliseconds) {
    if (!timer) timer = setTimeout(flush, milliseconds);
  }
  async function single(work) {
    if (navigator.locks) {
      return navigator.locks.request("wucai-queue", { ifAvailable: true }, async (lock) => Boolean(lock) && (await work(), true));
    }
    // Without Web Locks (Safari before 15.4) a lease in the store: a transaction is the only thing that tabs cannot do at once.
    // The tab that holds it renews it, so within a tab it stops nobody: a flag does.
    if (busy) return false;
    busy = true;
    try {
      if (!(await lease())) return false;
      try {
        await work(lease);
      } finally {
        await lease(true);
      }
    } finally {
      busy = false;
    }
    return true;
  }
  // Take it, renew it, or with `isOver` give it back: false when another tab holds it. One whose tab died is free after a minute.
  async function lease(isOver) {
    let mine = false;
    await stored(["meta"], "readwrite", function (meta) {
      meta.get("lease").onsuccess = function (event) {
        const held = event.target.result;
        mine = !held || held.by === life || Math.abs(stamp().wall - held.at.wall) > LEASE;
        if (mine && isOver) meta.delete("lease");
        else if (mine) meta.put({ by: life, at: stamp() }, "lease");
      };
    });
    return mine;
  }

  async function sendAll(renew) {
    const own = await enrolled();
    const tried = new Set();
    for (;;) {
      const left = (await waiting()).filter((event) => !tried.has(event.id));
      if (!left.length) break;
      const id = left[0].device || (own && (!left[0].person || left[0].person === own.person) ? own.id : undefined);
      const batch = left.filter((event) => (event.device || id) === id && event.person === left[0].person).slice(0, MOST);
      batch.forEach((event) => tried.add(event.id));
      const device = id && (await one("devices", id));
      if (device) await send(batch, device);
      else say(told.locked);
      if (renew && !(await renew())) return;
    }
    await tidy(own);
  }
  async function send(batch, device) {
    const events = batch.map((event) => ({
      id: event.id, kind: event.kind, data: event.data, device_at: event.at.device, sent_offset_ms: since(event.at),
    }));
    const answer = await post(told.events, { events: events }, { Authorization: "Bearer " + device.id + "." + device.key }, "omit");
    if (answer.status === 401) return unlock(batch, device);
    if ([400, 413, 422].includes(answer.status)) {
      // A batch that is refused whole is cut in two until the one that spoils it stands alone.
      if (batch.length === 1) return settle(batch, [{ id: batch[0].id, state: "refused", sentence: told.unreadable }]);
      await send(batch.slice(0, batch.length >> 1), device);
      return send(batch.slice(batch.length >> 1), device);
    }
    if (!answer.ok) throw new Error("events " + answer.status);
    return settle(batch, (await answer.json()).answers);
  }
  async function post(address, content, headers, credentials) {
    const patience = new AbortController();
    const end = setTimeout(() => patience.abort(), PATIENCE);
    try {
      return await fetch(address, {
        method: "POST", credentials: credentials, signal: patience.signal, cache: "no-store", redirect: "error",
        headers: Object.assign({ "Content-Type": "application/json" }, headers), body: content && JSON.stringify(content),
      });
    } finally {
      clearTimeout(end);
    }
  }

  /* Answers. "accepted", "duplicate" and "review" mean that the server has it; any word that we do not know means nothing. */
  async function settle(batch, answers) {
    const verdicts = new Map(answers.map((answer) => [answer.id, answer]));
    let looked = 0;
    await stored(["events", "refused"], "readwrite", function (events, refused) {
      for (const event of batch) {
        const verdict = verdicts.get(event.id) || {};
        const isTaken = ["accepted", "duplicate", "review"].includes(verdict.state);
        if (verdict.state === "review") looked += 1;
        if (verdict.state === "refused") refused.put(Object.assign({}, event, { sentence: verdict.sentence }));
        if (isTaken || verdict.state === "refused") events.delete(event.id);
      }
    });
    for (const event of batch) if (verdicts.has(event.id)) memory.delete(event.id);
    if (looked) say((told.review || "").replace("{count}", looked));
  }
  async function unlock(batch, device) {
    // The server no longer knows this key. The events stay; the next log-in of their person sends them.
    await stored(["events", "devices"], "readwrite", function (events, devices) {
      devices.delete(device.id);
      for (const event of batch) events.put(Object.assign(event, { device: undefined, person: device.person }));
    });
    say(told.locked);
    throw new Error("locked");
  }
  async function tidy(own) {
    const used = new Set((await waiting()).map((event) => event.device));
    for (const device of await all("devices")) {
      const isNeeded = used.has(device.id) || device.id === (await one("meta", "device")) || (own && device.id === own.id);
      if (!isNeeded) await stored(["devices"], "readwrite", (devices) => devices.delete(device.id));
    }
  }

  /* What the person sees. */
  function say(words) {
    const note = place && place.querySelector("[data-queue-note]");
    if (!note || !words) return;
    note.textContent = words;
    note.hidden = false;
  }
  async function changed(isEcho) {
    if (channel && isEcho !== true) channel.postMessage("changed");
    for (const callback of listeners) callback();
    const list = place && place.querySelector("[data-queue-refused]");
    if (!list) return;
    const refused = await all("refused").catch(() => []);
    list.querySelector("ul").replaceChildren(...refused.map(line));
    list.hidden = !refused.length;
  }
  function line(event) {
    const item = document.createElement("li");
    const words = document.createElement("p");
    const buttons = document.createElement("p");
    buttons.className = "cluster";
    words.textContent = event.sentence;
    item.className = "stack";
    item.append(words, buttons);
    buttons.append(button(told.again, async function () {
      await stored(["refused", "events"], "readwrite", function (refused, events) {
        refused.delete(event.id);
        events.put(event);
      });
      flush();
    }));
    buttons.append(button(told.remove, async function () {
      await stored(["refused"], "readwrite", (refused) => refused.delete(event.id));
      changed();
    }));
    return item;
  }
  function button(words, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  // What pages before this one left waiting: a counter adds it to what the server knows.
  const earlier = () => waiting().then((events) => events.filter((event) => event.at.life !== life));

  window.wucaiQueue = { push: push, pending: pending, earlier: earlier, flush: flush, onchange: (callback) => listeners.push(callback) };
  if (channel) channel.onmessage = () => changed(true);
  window.addEventListener("online", function () { failures = 0; flush(); });
  window.addEventListener("pageshow", flush);
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "visible") flush(); });
  if (told.worker && "serviceWorker" in navigator) {
    navigator.serviceWorker.register(told.worker, { scope: "/" }).catch(function () {
      // No signal, or a browser that allows no worker: the queue works without the shell, and the next page tries again.
    });
    // A page that came fresh has signal: now is the time to keep the newest shell.
    if (!isShell) navigator.serviceWorker.ready.then((worker) => worker.active.postMessage("keep"));
  }
})();
