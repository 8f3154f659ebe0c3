"use strict";
(() => {
  const [find, by, found] = ["find", "by", "found"].map((id) => document.getElementById(id));
  const rows = [...document.querySelectorAll("#tried > tr")];
  const filter = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
    let count = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const fits = words.every((word) => text.includes(word)) && (by.value === "" || row.dataset.by === by.value);
      row.hidden = !fits;
      count += fits ? 1 : 0;
    }
    found.textContent = `${count} of ${rows.length}`;
  };
  find.addEventListener("input", filter);
  by.addEventListener("change", filter);
  document.getElementById("filter").hidden = false;
  filter();
})();
