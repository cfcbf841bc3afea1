// The page after signing out: goes on by itself once all frames are there, and asks what became of the other apps. The
// links on the page do the same without scripts.
(function () {
  "use strict";
  var on = document.querySelector("[data-goes-on]");
  function go() { if (on) { location.replace(on.href); on = null; } }
  if (on) {
    if (document.readyState === "complete") go();
    else addEventListener("load", go);
    // An app that does not answer keeps nobody.
    setTimeout(go, 5000);
  }

  function look(left) {
    var receipt = document.querySelector("[data-again]");
    if (!receipt || left === 0) return;
    fetch(receipt.dataset.again, { credentials: "same-origin" })
      .then(function (answer) { if (!answer.ok) throw new Error(answer.status); return answer.text(); })
      .then(function (text) {
        var fresh = new DOMParser().parseFromString(text, "text/html").getElementById("receipt");
        if (fresh && !receipt.contains(document.activeElement)) receipt.replaceWith(fresh);
      })
      .catch(function () {})
      .then(function () { setTimeout(look, left > 110 ? 500 : 3000, left - 1); });
  }
  setTimeout(look, 300, 120);
})();
