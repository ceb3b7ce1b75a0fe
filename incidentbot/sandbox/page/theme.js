// Applies the chosen theme before the first paint; without a choice the system's preference holds.
const chosen = localStorage.getItem("incidentbot-sandbox-theme");
if (chosen) document.documentElement.dataset.theme = chosen;
