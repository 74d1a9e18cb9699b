// The attendance grid by taps: 出席, 请假, 缺席; and the running tally.
(function () {
  "use strict";

  var grid = document.querySelector("[data-attendance]");
  var tally = document.querySelector("[data-tally]");
  if (!grid) { return; }

  var order = ["present", "leave", "absent"];
  var labels = { present: "出席", leave: "请假", absent: "缺席" };
  var chips = { present: "chip-met", leave: "chip-due_soon", absent: "chip-overdue" };

  function chosen(fieldset) {
    var input = fieldset.querySelector("input[type=radio]:checked");
    return input ? input.value : "present";
  }

  function paint(fieldset) {
    var value = chosen(fieldset);
    var chip = fieldset.querySelector(".tap .chip");
    chip.className = "chip " + chips[value];
    chip.textContent = labels[value];
  }

  // Who is asked: the committee alone, one group alone, or everybody; the server counts the same way.
  function select() {
    var kinds = Array.from(document.querySelectorAll("input[name=kinds]:checked"), function (box) {
      return box.value;
    });
    var only = kinds.length === 1 ? kinds[0] : "";
    var group = (document.querySelector("select[name=group]") || {}).value || "";
    var all = Array.from(grid.querySelectorAll("fieldset"));
    var asked = all.filter(function (fieldset) {
      if (only === "committee_meeting") { return fieldset.dataset.committee === "1"; }
      if (only === "group_meeting" && group) { return fieldset.dataset.group === group; }
      return true;
    });
    all.forEach(function (fieldset) { fieldset.hidden = asked.length > 0 && asked.indexOf(fieldset) < 0; });
  }

  function count() {
    select();
    var numbers = { present: 0, leave: 0, absent: 0 };
    var all = grid.querySelectorAll("fieldset:not([hidden])");
    all.forEach(function (fieldset) { numbers[chosen(fieldset)] += 1; });
    tally.textContent = "应到 " + all.length + "　实到 " + numbers.present + "　请假 " + numbers.leave +
      "　缺席 " + numbers.absent + "　·　点一下改变";
  }

  grid.querySelectorAll("fieldset").forEach(function (fieldset) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "tap";
    var name = document.createElement("span");
    name.textContent = fieldset.querySelector("legend").textContent;
    var chip = document.createElement("span");
    button.append(name, chip);
    chip.className = "chip";
    fieldset.prepend(button);
    fieldset.querySelectorAll("input[type=radio]").forEach(function (input) { input.tabIndex = -1; });
    button.addEventListener("click", function () {
      var next = order[(order.indexOf(chosen(fieldset)) + 1) % order.length];
      var input = fieldset.querySelector("input[value=" + next + "]");
      input.checked = true;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    fieldset.addEventListener("change", function () { paint(fieldset); count(); });
    paint(fieldset);
  });
  document.querySelectorAll("input[name=kinds], select[name=group]").forEach(function (input) {
    input.addEventListener("change", count);
  });
  grid.classList.add("taps");
  count();
})();
