/* Counting visitors with two big buttons, with or without signal. Each press goes into the device's queue (core/queue.js) and is counted on the
   screen at once; the queue sends it once. Without that queue the buttons send their form as any page does. Words come from data-* attributes. */
(function () {
  "use strict";
  var presses = 0;

  class Counter extends HTMLElement {
    connectedCallback() {
      var counter = this;
      counter.sum = Number(counter.dataset.sum);
      counter.addEventListener("click", function (event) {
        var button = event.target.closest("button[name=amount]");
        if (!button || !window.wucaiQueue) return;
        event.preventDefault();
        counter.add(Number(button.value));
      });
      counter.show();
      if (window.wucaiQueue) window.wucaiQueue.earlier().then(function (events) { events.forEach(counter.remember, counter); });
    }
    // What this phone counted before and could not send yet; the sum from the server does not have it.
    remember(event) {
      if (event.kind !== "count" || event.data.site !== this.dataset.site || event.data.category !== this.dataset.category) return;
      this.sum += event.data.amount;
      this.show();
    }
    add(amount) {
      // A slip of the thumb is taken back; there is nothing to take back below nought.
      if (this.sum + amount < 0) return;
      presses += 1;
      this.sum += amount;
      this.show();
      window.wucaiQueue.push("count", { site: this.dataset.site, category: this.dataset.category, amount: amount });
    }
    show() {
      this.querySelector("output").textContent = this.sum;
      this.querySelector("button[value='-1']").disabled = this.sum <= 0;
    }
  }

  /* What waited when the page was drawn is not in its sums. When it has been sent, the page is asked once more; a press that came meanwhile wins. */
  function recount() {
    var before = presses;
    fetch(location.href, { credentials: "same-origin" }).then(function (answer) { return answer.ok ? answer.text() : ""; }).then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html");
      if (before !== presses) return;
      document.querySelectorAll("wc-counter").forEach(function (counter) {
        var fresh = page.querySelector("wc-counter[data-category='" + counter.dataset.category + "']");
        if (!fresh) return;
        counter.sum = Number(fresh.dataset.sum);
        counter.show();
      });
    }, function () { /* No signal again: the next page that opens tells the sums. */ });
  }

  class Waiting extends HTMLElement {
    connectedCallback() {
      if (!window.wucaiQueue) return;
      var badge = this;
      var waited = false;
      var isFirst = !document.querySelector("[data-shell]");
      function look() {
        window.wucaiQueue.pending().then(function (count) {
          var waits = count > 0;
          if (isFirst) waited = waits;
          isFirst = false;
          if (waited && !waits) recount();
          waited = waited && waits;
          badge.querySelector("[data-some]").hidden = !waits;
          badge.querySelector("[data-none]").hidden = waits;
          if (waits) badge.querySelector("[data-words]").textContent = badge.dataset.waiting.replace("{count}", count);
        });
      }
      window.wucaiQueue.onchange(look);
      look();
      window.wucaiQueue.flush();
    }
  }

  customElements.define("wc-counter", Counter);
  customElements.define("wc-waiting", Waiting);
})();
