// Words selected in a measure go along when its "添加责任" is pressed; without scripts one copies them.
(function () {
  "use strict";

  document.addEventListener("selectionchange", function () {
    var selection = document.getSelection();
    var words = selection ? selection.toString().trim() : "";
    var node = selection && selection.anchorNode;
    var paper = node && node.parentElement && node.parentElement.closest(".measure-block .paper");
    if (!paper || words.length < 2 || words.length > 1000) {
      return;
    }
    var link = paper.closest(".measure-block").querySelector("[data-add-duty]");
    if (link) {
      var address = new URL(link.href);
      address.searchParams.set("quote", words);
      link.href = address.toString();
      link.querySelector("[data-add-label]").textContent = "用选中的文字添加责任";
    }
  });
})();
