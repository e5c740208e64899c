/* Which stations this phone counts for. The keeper's page writes its station down; the shell, which opens without signal at the same address, reads
   it and hands it to its counters. It has to come before counter.js. */
(function () {
  "use strict";
  const KEPT = "wucai-stations";
  const page = document.querySelector("[data-station]");
  const title = document.querySelector("[data-station-name]");
  const language = document.documentElement.lang;

  function stations() {
    try {
      return JSON.parse(localStorage.getItem(KEPT)) || {};
    } catch (error) {
      return {}; // a browser that keeps nothing has no shell either
    }
  }

  if (page) {
    const known = stations();
    known[page.dataset.station] = Object.assign({}, known[page.dataset.station], { [language]: page.textContent.trim() });
    try {
      localStorage.setItem(KEPT, JSON.stringify(known));
    } catch (error) {
      // As above.
    }
  }
  if (!title) return;

  const found = location.pathname.match(/\/station\/([^/]+)\/$/);
  const slug = found ? found[1] : "";
  // The name in the reader's language, else in the one in which the station was seen, and marked as such.
  const names = stations()[slug] || {};
  const spoken = names[language] ? language : Object.keys(names)[0];
  const name = names[spoken];
  document.querySelector("[data-no-station]").hidden = Boolean(name);
  document.querySelector("[data-counters]").hidden = !name;
  if (name) {
    title.textContent = name;
    title.lang = spoken;
    document.title = name;
  }
  for (const counter of document.querySelectorAll("wc-counter")) counter.dataset.site = slug;
  window.addEventListener("online", function () {
    const back = document.querySelector("[data-back]");
    back.href = location.href;
    back.hidden = false;
  });
})();
