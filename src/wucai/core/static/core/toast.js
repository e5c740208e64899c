/* Toasts: a short word that goes by itself, and the words for a request that did not arrive. All words come from data-* attributes. */
(function () {
  "use strict";
  var SECONDS = 8;
  var slow = document.documentElement.classList.contains("elder");

  function button(words, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "btn";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  class Toast extends HTMLElement {
    connectedCallback() {
      var toast = this;
      if (toast.dataset.ready) return;
      toast.dataset.ready = "yes";
      toast.append(button(toast.dataset.close, function () { toast.remove(); }));
      // Elders have all the time they want; so has whoever is pointing at it or has moved the focus into it.
      if (slow || "still" in toast.dataset) return;
      var waiting = setTimeout(leave, SECONDS * 1000);
      function leave() {
        if (toast.matches(":hover") || toast.contains(document.activeElement)) waiting = setTimeout(leave, 2000);
        else toast.remove();
      }
      toast.leave = function () { clearTimeout(waiting); };
    }
    disconnectedCallback() {
      if (this.leave) this.leave();
    }
  }
  customElements.define("wc-toast", Toast);

  var place = document.querySelector(".toasts");
  function say(words) {
    if (!place || !words) return;
    var toast = document.createElement("wc-toast");
    toast.className = "toast";
    toast.dataset.close = place.dataset.close;
    var text = document.createElement("span");
    text.textContent = words;
    toast.append(text);
    place.replaceChildren ? place.replaceChildren(toast) : place.append(toast);
  }
  // What asks by itself from time to time (data-quiet) keeps silent when it is not answered: nobody sent anything.
  function cut(event) {
    if (!event.target.closest("[data-quiet]")) say(place && place.dataset.cut);
  }
  document.addEventListener("htmx:sendError", cut);
  document.addEventListener("htmx:timeout", cut);
  document.addEventListener("htmx:responseError", function () { say(place && place.dataset.failed); });
  window.wucaiSay = say;

  // A question before something that cannot be undone. Without this script the link shows the dialog as part of the page.
  document.addEventListener("click", function (event) {
    var opener = event.target.closest("[data-opens]");
    var closer = event.target.closest("[data-closes]");
    var dialog = opener && document.getElementById(opener.dataset.opens);
    if (dialog && dialog.showModal) {
      event.preventDefault();
      dialog.showModal();
    } else if (closer && closer.closest("dialog[open]")) {
      event.preventDefault();
      closer.closest("dialog").close();
    }
  });
})();
