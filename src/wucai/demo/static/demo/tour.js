/* The tour's box on a page that the tour opened: what the step points at gets its ring, whatever is folded around or in it opens, and it stands in
   the middle of what is seen. On a small screen the box is folded, so that it hides little. Without this file the address points by itself. */
(function () {
  "use strict";
  const box = document.querySelector(".tour");
  const found = box && document.getElementById(box.dataset.at);
  const fold = box && box.querySelector("details");
  if (fold && matchMedia("(max-width: 48em)").matches) fold.open = false;
  if (!found) return;
  const shown = /^H\d$/.test(found.tagName) ? found.parentElement.closest("section, article, .card") || found : found;
  shown.classList.add("pointed");
  for (let outer = found; outer; outer = outer.parentElement) if (outer.tagName === "DETAILS") outer.open = true;
  shown.querySelectorAll("details").forEach(function (each) { each.open = true; });
  addEventListener("load", function () {
    shown.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });
    const room = innerHeight - box.offsetHeight;
    const place = shown.getBoundingClientRect();
    // What is taller than the room begins at its top; everything else stands in its middle.
    const above = Math.max(16, (room - place.height) / 2);
    scrollTo({ top: scrollY + place.top - above, behavior: "instant" });
  });
})();
