/* Words that explain themselves. Hover and focus show the sentence by the stylesheet alone; this file lets Escape hide it until one comes back, and
   keeps it within the window. It may be named twice on one page. */
(function () {
  "use strict";
  if (window.wucaiTerms) return;
  window.wucaiTerms = true;
  const of = (event) => event.target.closest && event.target.closest(".term");

  function keepWithin(event) {
    const term = of(event);
    const told = term && term.querySelector(".told");
    if (!told || getComputedStyle(told).position !== "absolute") return;
    term.classList.remove("is-far");
    term.classList.toggle("is-far", told.getBoundingClientRect().right > document.documentElement.clientWidth);
  }
  function open(event) {
    const term = of(event);
    if (term && !term.contains(event.relatedTarget)) term.classList.remove("is-shut");
  }
  document.addEventListener("mouseover", function (event) { open(event); keepWithin(event); });
  document.addEventListener("focusin", function (event) { open(event); keepWithin(event); });
  document.addEventListener("click", open);
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll(".term").forEach(function (term) {
      if (term.matches(":hover") || term.contains(document.activeElement)) term.classList.add("is-shut");
    });
  });
})();
