// The paper with scripts: one question a screen, saved as it is answered, kept here while offline.
// The clock counts what the server said is left; the browser's own date is never asked.
(function () {
  "use strict";

  var form = document.getElementById("exam");
  if (!form) { return; }
  var questions = Array.from(form.querySelectorAll("[data-item]"));
  var links = Array.from(form.querySelectorAll("[data-goto]"));
  var saved = form.querySelector("[data-saved]");
  var clock = form.querySelector("[data-clock]");
  var store = "exam:" + form.dataset.exam;
  var writer = form.dataset.writer;
  var sequence = 1;
  var here = 0;
  var ends = performance.now() + Number(form.dataset.left) * 1000;
  var sending = false;
  var retry = null;
  var over = false;
  var leaving = false; // handing in was asked for while something was still on its way
  var timers = {};
  var waiting = read();

  function read() {
    try { return JSON.parse(localStorage.getItem(store)) || {}; } catch (error) { return {}; }
  }
  function keep() {
    try {
      if (Object.keys(waiting).length) { localStorage.setItem(store, JSON.stringify(waiting)); }
      else { localStorage.removeItem(store); }
    } catch (error) { /* a full or closed store: what is on the page is still sent */ }
  }
  function say(text, isWaiting) {
    saved.textContent = text;
    saved.classList.toggle("is-waiting", Boolean(isWaiting));
  }
  // The cookie first: after a new log-in in another window it is newer than the form's.
  function token() {
    var found = document.cookie.match("(?:^|; )csrftoken=([^;]*)");
    return found ? decodeURIComponent(found[1]) : form.querySelector("[name=csrfmiddlewaretoken]").value;
  }
  function boxes(question) { return Array.from(question.querySelectorAll("[name^=given-]")); }
  function given(question) {
    return boxes(question).filter(function (box) {
      return (box.type !== "radio" && box.type !== "checkbox") || box.checked;
    }).map(function (box) { return box.value; });
  }
  function show(question, values) {
    boxes(question).forEach(function (box, n) {
      if (box.type === "radio" || box.type === "checkbox") { box.checked = values.indexOf(box.value) >= 0; }
      else { box.value = values[n] || ""; }
    });
    count();
  }
  function count() {
    var number = 0;
    questions.forEach(function (question, n) {
      var has = given(question).some(function (text) { return text.trim(); });
      links[n].classList.toggle("is-answered", has);
      number += has ? 1 : 0;
    });
    form.querySelector("[data-answered]").textContent = String(number);
  }
  function go(n, focus) {
    here = Math.max(0, Math.min(questions.length - 1, n));
    questions.forEach(function (question, k) { question.classList.toggle("is-here", k === here); });
    links.forEach(function (link, k) {
      if (k === here) { link.setAttribute("aria-current", "true"); } else { link.removeAttribute("aria-current"); }
    });
    form.querySelector("[data-step='-1']").disabled = here === 0;
    form.querySelector("[data-step='1']").disabled = here === questions.length - 1;
    var last = here === questions.length - 1, hand = form.querySelector("[data-go]");
    hand.classList.toggle("btn-primary", last);
    hand.classList.toggle("btn-outline-secondary", !last);
    if (focus) { window.scrollTo(0, 0); }
  }
  function note(question, text) { question.querySelector("[data-note]").textContent = text; }

  function changed(question) {
    if (over) { return; }
    leaving = false;
    var item = question.dataset.item;
    waiting[item] = {
      given: given(question), version: question.querySelector("[data-version]").value,
      writer: writer, sequence: ++sequence
    };
    keep();
    note(question, "");
    say("正在保存……");
    count();
    flush();
  }

  // What was typed a moment ago is sent now.
  function typed() {
    questions.forEach(function (question) {
      var timer = timers[question.dataset.item];
      if (timer) {
        clearTimeout(timer);
        delete timers[question.dataset.item];
        changed(question);
      }
    });
  }

  // One after the other, so that the order of writes is that of the person.
  function flush() {
    var item = Object.keys(waiting)[0];
    if (sending || !item) { return; }
    var sent = waiting[item];
    var question = form.querySelector("[data-item='" + item + "']");
    if (!question) { delete waiting[item]; keep(); return; }
    var body = new URLSearchParams({
      item: item, version: sent.version, writer: sent.writer, sequence: String(sent.sequence)
    });
    sent.given.forEach(function (text) { body.append("given", text); });
    sending = true;
    clearTimeout(retry);
    fetch(form.dataset.answerUrl, {
      method: "POST", body: body, headers: { "X-CSRFToken": token() }, redirect: "manual"
    }).then(function (response) {
      if (response.type === "opaqueredirect" || response.status === 403) { throw new Error("login"); }
      if (response.status >= 500) { throw new Error("server"); }
      return response.json().then(function (said) { settle(question, item, sent, response.status, said); });
    }).catch(function (error) {
      sending = false;
      say(error.message === "login"
        ? "登录已失效，答案存在本机。请在新窗口重新登录，这里会接着保存"
        : "没有网络，答案存在本机，连上后自动保存。请不要关闭页面", true);
      retry = setTimeout(flush, 3000);
    });
  }
  function settle(question, item, sent, status, said) {
    sending = false;
    if (typeof said.left === "number") { ends = performance.now() + said.left * 1000; }
    if (status === 410) { finish(said.message); return; }
    var latest = waiting[item];
    if (latest && latest.sequence === sent.sequence && latest.writer === sent.writer) {
      delete waiting[item];
      if (status !== 200) {
        if (said.given) { show(question, said.given); }
        note(question, said.message || "没有保存，请刷新页面。");
      }
    }
    if (said.version) {
      question.querySelector("[data-version]").value = said.version;
      if (waiting[item]) { waiting[item].version = String(said.version); }
    }
    keep();
    if (Object.keys(waiting).length) { flush(); return; }
    if (leaving && status === 200) { window.location.href = form.dataset.submitUrl; return; }
    say(status === 200 ? "✓ 已保存" : "有一题没有保存，请看提示", status !== 200);
  }
  function finish(text) {
    over = true;
    waiting = {};
    keep();
    say(text || "答题时间已到，正在收卷", true);
    setTimeout(function () { window.location.href = form.dataset.doneUrl; }, 1500);
  }

  function tick() {
    var left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
    var hours = Math.floor(left / 3600), minutes = Math.floor(left % 3600 / 60), seconds = left % 60;
    clock.textContent = "剩 " + (hours ? hours + ":" + String(minutes).padStart(2, "0") : minutes) +
      ":" + String(seconds).padStart(2, "0");
    clock.classList.toggle("is-short", left <= 300);
    if (left === 0 && !over) { timeUp(); }
  }
  // At the end what still waits is sent within the grace, then the paper is handed in.
  var ending = false;
  function timeUp() {
    typed();
    if (Object.keys(waiting).length) { flush(); return; }
    if (ending) { return; }
    ending = true;
    fetch(form.dataset.submitUrl, { method: "POST", headers: { "X-CSRFToken": token() }, redirect: "manual" })
      .then(function () { finish("答题时间已到，已经收卷"); })
      .catch(function () { ending = false; say("时间到，没有网络。已经保存的答案由系统收卷", true); });
  }
  function ask() {
    fetch(form.dataset.clockUrl, { redirect: "manual" }).then(function (response) {
      return response.json();
    }).then(function (said) {
      ends = performance.now() + said.left * 1000;
      if (!said.open) { finish(""); }
    }).catch(function () { /* the next saved answer sets the clock */ });
  }

  form.addEventListener("change", function (event) {
    var question = event.target.closest("[data-item]");
    if (question) {
      clearTimeout(timers[question.dataset.item]);
      delete timers[question.dataset.item];
      changed(question);
    }
  });
  form.addEventListener("input", function (event) {
    var question = event.target.closest("[data-item]");
    if (!question || event.target.type === "radio" || event.target.type === "checkbox") { return; }
    clearTimeout(timers[question.dataset.item]);
    timers[question.dataset.item] = setTimeout(function () {
      delete timers[question.dataset.item];
      changed(question);
    }, 1000);
  });
  form.addEventListener("click", function (event) {
    var step = event.target.closest("[data-step]");
    var link = event.target.closest("[data-goto]");
    if (step) { go(here + Number(step.dataset.step), true); }
    if (link) { event.preventDefault(); go(Number(link.dataset.goto), true); }
  });
  form.addEventListener("submit", function (event) {
    if (Object.keys(waiting).length || Object.keys(timers).length) {
      event.preventDefault();
      typed();
      say("正在保存，保存好再交卷", true);
      leaving = true;
      flush();
      return;
    }
    event.preventDefault();
    window.location.href = form.dataset.submitUrl;
  });
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    var typing = event.target.tagName === "TEXTAREA" || event.target.type === "text";
    if (typing) { return; }
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      event.preventDefault();
      go(here + (event.key === "ArrowRight" ? 1 : -1), true);
      return;
    }
    var letter = event.key.toUpperCase();
    var n = "ABCDEFGH".indexOf(letter);
    if (n < 0) { n = "12345678".indexOf(letter); }
    var box = boxes(questions[here]).filter(function (b) { return b.type === "radio" || b.type === "checkbox"; })[n];
    if (n >= 0 && event.key.length === 1 && box) { event.preventDefault(); box.click(); }
  });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { ask(); flush(); } });
  window.addEventListener("online", flush);
  window.addEventListener("beforeunload", function (event) {
    if (Object.keys(waiting).length && !over) { event.preventDefault(); }
  });

  form.classList.add("exam-live");
  Object.keys(waiting).forEach(function (item) {
    var question = form.querySelector("[data-item='" + item + "']");
    if (question) { show(question, waiting[item].given); }
  });
  say(Object.keys(waiting).length ? "正在保存上次没有送到的答案……" : "每答一题自动保存");
  count();
  go(0, false);
  tick();
  setInterval(tick, 500);
  flush();
})();
