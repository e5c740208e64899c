/* The roster board on a keyboard: Alt and an arrow moves the chosen name to the next station or time. The server decides whether it may;
   without this script the same is done from the name's own page. */
(function () {
  "use strict";
  var WAYS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
  var form = document.getElementById("board-move");
  var board = document.querySelector("[data-board]");
  if (!form || !board) return;

  board.addEventListener("keydown", function (event) {
    var chip = event.target.closest("[data-move]");
    var way = WAYS[event.key];
    if (!chip || !way || !event.altKey) return;
    // Alt and the left arrow would go back a page.
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "yes";
    form.action = chip.dataset.move;
    form.elements.direction.value = way;
    form.submit();
  });

  // After a move the page names the chip in its address: whoever moved it goes on from there.
  var moved = location.hash && document.getElementById(location.hash.slice(1));
  if (moved && board.contains(moved)) moved.focus();
  // A page that comes back from the browser's memory may send again.
  window.addEventListener("pageshow", function () { delete form.dataset.sent; });
})();
