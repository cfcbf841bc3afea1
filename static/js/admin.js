// Makes the admin area quicker; every page works without it. Loaded after claviger.js.
(function () {
  "use strict";
  function all(selector, visit) { document.querySelectorAll(selector).forEach(visit); }
  function isTyping(target) { return target.closest("input, textarea, select, [contenteditable]"); }

  // A report that is kept on paper.
  all("[data-print]", function (button) { button.addEventListener("click", function () { print(); }); });

  // Filters are sent as soon as one changes.
  all("[data-filters]", function (form) {
    form.addEventListener("change", function (event) { if (event.target.tagName === "SELECT") form.requestSubmit(); });
  });

  // A list's boxes: all of the page at once, and how many are chosen. The bar of acts comes with the first.
  all("[data-selection]", function (form) {
    var boxes = form.querySelectorAll("input[name=id]"), every = form.querySelector("[data-select-all]");
    var bar = form.querySelector("[data-bar]"), count = form.querySelector("[data-chosen]");
    function tell() {
      var chosen = form.querySelectorAll("input[name=id]:checked").length;
      if (every) { every.checked = chosen === boxes.length; every.indeterminate = chosen > 0 && chosen < boxes.length; }
      if (bar) bar.dataset.empty = chosen === 0 ? "yes" : "no";
      if (count) count.textContent = count.dataset.text.replace("#", chosen);
    }
    form.addEventListener("change", function (event) {
      if (event.target === every) boxes.forEach(function (box) { box.checked = every.checked; });
      tell();
    });
    addEventListener("pageshow", tell);
    tell();
  });

  // A part of a form that belongs to one choice.
  all("[data-shown-by]", function (part) {
    var choice = document.getElementById(part.dataset.shownBy);
    function tell() { part.hidden = !choice.checked; }
    choice.form.addEventListener("change", tell);
    tell();
  });

  // Long work: its figures are asked for again until it ends.
  function refresh() {
    var part = document.querySelector("[data-refresh]");
    if (!part) return;
    fetch(location.href, { credentials: "same-origin" })
      .then(function (answer) { if (!answer.ok) throw new Error(answer.status); return answer.text(); })
      .then(function (text) {
        var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-results]");
        // While the button that stops it has focus, only the figures change.
        if (!fresh) { location.reload(); return; }
        if (fresh.hasAttribute("data-refresh") && part.contains(document.activeElement)) {
          ["progress", "[role=status]"].forEach(function (name) {
            var shown = part.querySelector(name), now = fresh.querySelector(name);
            if (shown && now) shown.replaceWith(now);
          });
        } else part.replaceWith(fresh);
        setTimeout(refresh, 1500);
      })
      .catch(function () { setTimeout(refresh, 5000); });
  }
  if (document.querySelector("[data-refresh]")) setTimeout(refresh, 1500);

  // The search on top of any page: "/" or Ctrl+K.
  var dialog = document.querySelector("[data-palette-dialog]");
  if (!dialog || !dialog.showModal) return;
  var input = dialog.querySelector("input"), found = dialog.querySelector("[data-palette-found]");
  var status = dialog.querySelector("[data-palette-status]"), form = dialog.querySelector("form");
  var timer = null, asking = null;

  function open(event) {
    event.preventDefault();
    if (!dialog.open) dialog.showModal();
    input.focus();
    input.select();
  }
  document.addEventListener("keydown", function (event) {
    var isShortcut = (event.key === "k" || event.key === "K") && (event.ctrlKey || event.metaKey);
    var isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
    if (isShortcut || (isSlash && !dialog.open)) open(event);
  });
  all("[data-palette-open]", function (link) { link.addEventListener("click", open); });
  all("[data-palette] input", function (field) { field.addEventListener("pointerdown", open); });
  dialog.querySelector("[data-palette-close]").addEventListener("click", function () { dialog.close(); });
  dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); });

  // The results are a part of the search page, which says everything in the person's language.
  function ask() {
    if (asking) asking.abort();
    var question = input.value.trim();
    if (!question) { found.replaceChildren(); status.textContent = ""; return; }
    asking = new AbortController();
    fetch("/admin/search?q=" + encodeURIComponent(question), { signal: asking.signal, credentials: "same-origin" })
      .then(function (answer) { if (!answer.ok) throw new Error(answer.status); return answer.text(); })
      .then(function (text) {
        var results = new DOMParser().parseFromString(text, "text/html").querySelector("[data-results]");
        found.replaceChildren.apply(found, results ? Array.from(results.children) : []);
        found.querySelectorAll("[id]").forEach(function (part) { part.id = "palette-" + part.id; });
        found.querySelectorAll("[aria-labelledby]").forEach(function (part) {
          part.setAttribute("aria-labelledby", "palette-" + part.getAttribute("aria-labelledby"));
        });
        status.textContent = links().length ? status.dataset.some : status.dataset.none;
      })
      .catch(function () { /* another question is on its way, or the form still leads to the page */ });
  }
  function links() { return Array.from(found.querySelectorAll("a")); }
  input.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(ask, 150); });
  form.addEventListener("submit", function (event) {
    var first = links()[0];
    if (!first) return;
    event.preventDefault();
    location.href = first.href;
  });
  dialog.addEventListener("keydown", function (event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    var places = [input].concat(links()), at = places.indexOf(document.activeElement);
    var next = places[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { event.preventDefault(); next.focus(); }
  });
})();
