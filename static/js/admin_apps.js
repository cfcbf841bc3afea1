// Addresses and colours of an app, checked while they are typed: the server knows the rules and the words. And its tabs.
(function () {
  "use strict";
  document.querySelectorAll("[data-check]").forEach(function (list) {
    var field = document.getElementById(list.dataset.check), timer = null, asking = null;
    function ask() {
      if (asking) asking.abort();
      var text = field.value.trim();
      // What is longer than an address line holds is checked when it is sent.
      if (!text || text.length > 4000) { list.replaceChildren(); return; }
      asking = new AbortController();
      var name = list.dataset.check === "color" ? "color" : "uris";
      var asked = new URLSearchParams([[name, text], ["kind", list.dataset.kind || ""]]);
      fetch("/admin/clients/new/check?" + asked, { signal: asking.signal, credentials: "same-origin" })
        .then(function (answer) { if (!answer.ok) throw new Error(answer.status); return answer.json(); })
        .then(function (said) { list.replaceChildren.apply(list, said.lines.map(line)); show(said.lines[0]); })
        .catch(function () { /* another question is on its way, or the form will say it */ });
    }
    function line(said) {
      var item = document.createElement("li"), words = document.createElement("span"), code = document.createElement("code");
      item.className = said.problem ? "bad" : "good";
      code.textContent = said.text;
      words.append(code);
      if (said.problem) words.append(" " + said.problem);
      item.append(words);
      return item;
    }
    // The mark at the top of the page wears the colour while it is chosen.
    function show(said) {
      if (list.dataset.check !== "color") return;
      var mark = document.querySelector(".app-mark .tile");
      if (said && said.ink) { mark.style.setProperty("--app", said.text); mark.style.setProperty("--app-ink", said.ink); }
    }
    field.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(ask, 250); });
  });

  // On a phone the tabs are wider than the screen: the one that is open is brought into view.
  document.querySelectorAll(".tabs").forEach(function (tabs) {
    var here = tabs.querySelector("[aria-current]");
    if (here) tabs.scrollLeft = here.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - here.offsetWidth) / 2;
  });

  document.querySelectorAll("[data-picks]").forEach(function (picker) {
    var field = document.getElementById(picker.dataset.picks);
    function follow() { if (/^#[0-9a-f]{6}$/i.test(field.value)) picker.value = field.value; }
    if (!field.disabled && !field.closest("fieldset[disabled]")) picker.disabled = false;
    picker.removeAttribute("name");
    picker.addEventListener("input", function () { field.value = picker.value; field.dispatchEvent(new Event("input")); });
    field.addEventListener("input", follow);
    follow();
  });
})();
