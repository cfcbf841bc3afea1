// Runs before the first paint: the chosen theme, and the controls that only scripts can serve.
(function () {
  var root = document.documentElement, theme = null;
  root.classList.add("js");
  try { theme = localStorage.getItem("claviger-theme"); } catch (_) { /* storage is switched off */ }
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
})();
