// Makes pages nicer; every page works without it. No library, no build step.
(function () {
  "use strict";
  var root = document.documentElement;
  function all(selector, visit) { document.querySelectorAll(selector).forEach(visit); }

  // The error summary takes focus, so that a screen reader reads it first.
  var summary = document.querySelector("[data-summary]");
  if (summary) summary.focus();

  // Show or hide a password.
  all("[data-peek]", function (button) {
    var input = document.getElementById(button.getAttribute("aria-controls"));
    function set(shown) {
      input.type = shown ? "text" : "password";
      button.textContent = shown ? button.dataset.hide : button.dataset.show;
      button.setAttribute("aria-label", shown ? button.dataset.hideLabel : button.dataset.showLabel);
    }
    button.addEventListener("click", function () { set(input.type === "password"); });
    // Sent as a password field, so that the browser does not remember it as plain text.
    input.form.addEventListener("submit", function () { set(false); });
  });

  // A second click while the first is on its way sends nothing. Coming Back, or waiting for long, makes the form new.
  all("form[method=post]", function (form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "yes";
      if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
      setTimeout(function () { renew(form); }, 12000);
    });
  });
  function renew(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach(function (button) { button.removeAttribute("aria-busy"); });
  }
  addEventListener("pageshow", function () { all("form[method=post]", renew); });

  // Copy the text of another element, and say so.
  all("[data-copy]", function (button) {
    if (!navigator.clipboard) { button.hidden = true; return; }
    var label = button.querySelector("[data-label]"), before = label.textContent;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim()).then(function () {
        label.textContent = button.dataset.done;
        setTimeout(function () { label.textContent = before; }, 2500);
      });
    });
  });

  // Exact times in the zone of the person.
  all("time[datetime]", function (time) {
    var date = new Date(time.dateTime);
    if (isNaN(date)) return;
    time.title = new Intl.DateTimeFormat(root.lang, { dateStyle: "full", timeStyle: "long" }).format(date);
  });

  // Theme: the system's, light or dark.
  all("[data-theme-choice]", function (button) {
    button.addEventListener("click", function () {
      var choice = button.dataset.themeChoice;
      if (choice === "system") delete root.dataset.theme; else root.dataset.theme = choice;
      try { localStorage.setItem("claviger-theme", choice); } catch (_) { /* for this page only then */ }
      mark();
    });
  });
  function mark() {
    var now = root.dataset.theme || "system";
    all("[data-theme-choice]", function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === now));
    });
  }
  mark();

  // Menus close on Escape and on a click elsewhere.
  all("details.menu", function (menu) {
    document.addEventListener("click", function (event) { if (!menu.contains(event.target)) menu.open = false; });
    menu.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
})();
