"use strict";
(function () {
  document.documentElement.classList.remove("no-script");
  document.querySelectorAll("button.sort").forEach(function (button) {
    button.addEventListener("click", function () {
      const cell = button.closest("th");
      const body = cell.closest("table").tBodies[0];
      const column = cell.cellIndex;
      const rising = cell.getAttribute("aria-sort") !== "ascending";
      cell.closest("tr").querySelectorAll("th").forEach(function (other) {
        other.removeAttribute("aria-sort");
      });
      cell.setAttribute("aria-sort", rising ? "ascending" : "descending");
      const rows = Array.from(body.rows);
      rows.sort(function (one, two) {
        const a = one.cells[column].textContent;
        const b = two.cells[column].textContent;
        const numbers = a !== "" && b !== "" && !isNaN(a) && !isNaN(b);
        const order = numbers ? Number(a) - Number(b) : a.localeCompare(b);
        return rising ? order : -order;
      });
      rows.forEach(function (row) { body.appendChild(row); });
    });
  });

  let closed = [];
  window.addEventListener("beforeprint", function () {
    closed = Array.from(document.querySelectorAll("details.evidence:not([open])"));
    closed.forEach(function (item) { item.open = true; });
  });
  window.addEventListener("afterprint", function () {
    closed.forEach(function (item) { item.open = false; });
  });
})();
