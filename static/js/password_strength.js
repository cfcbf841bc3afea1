// A rough estimate beside a new password while it is typed. The server alone decides what is accepted.
(function () {
  "use strict";
  document.querySelectorAll("[data-strength]").forEach(function (meter) {
    var input = document.getElementById(meter.dataset.strength);
    var words = meter.dataset.words.split("|"), told = meter.querySelector("[data-words-at]"), waiting;
    function show() {
      var level = levelOf(input.value, Number(meter.dataset.least), meter.dataset.own);
      meter.dataset.level = level === null ? "" : level;
      // Told when typing rests, so that a screen reader is not interrupted at each letter.
      clearTimeout(waiting);
      waiting = setTimeout(function () { told.textContent = level === null ? "" : words[level]; }, 300);
    }
    input.addEventListener("input", show);
    show();
  });

  /** 0 too short, 1 weak … 4 very strong; null while nothing is typed. */
  function levelOf(text, least, own) {
    var letters = Array.from(text);
    if (letters.length === 0) return null;
    if (letters.length < least) return 0;
    var plain = text.toLowerCase();
    if (own && plain.replace(/[^\p{L}]+/gu, "") === own.toLowerCase().replace(/[^\p{L}]+/gu, "")) return 1;
    var kinds = [[/\p{Ll}/u, 26], [/\p{Lu}/u, 26], [/\d/, 10], [/[^\p{L}\d]/u, 20]];
    var alphabet = kinds.reduce(function (sum, kind) { return kind[0].test(text) ? sum + kind[1] : sum; }, 0);
    // What repeats its neighbour or goes on from it adds little: aaaa, 1234, abcd.
    var worth = letters.reduce(function (sum, letter, at) {
      var step = at === 0 ? 9 : Math.abs(letter.codePointAt(0) - letters[at - 1].codePointAt(0));
      return sum + (step < 2 ? 0.25 : 1);
    }, 0);
    worth = Math.min(worth, new Set(letters).size * 2);
    // A word's letters are half guessed by those before them.
    var bits = worth * Math.log2(Math.max(alphabet, 2)) * 0.6;
    return bits < 30 ? 1 : bits < 42 ? 2 : bits < 60 ? 3 : 4;
  }
})();
