// Old televisions: no arrow functions, no fetch. Without this file the page fetches itself anew (noscript).
(function () {
  var EVERY = 5000, button = document.getElementById('bunyi'), Sound = window.AudioContext || window.webkitAudioContext, sound = null;

  function chime() {
    if (!sound) return;
    [660, 880].forEach(function (pitch, place) {
      var tone = sound.createOscillator(), volume = sound.createGain(), at = sound.currentTime + place * 0.25;
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.3, at);
      volume.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
      tone.connect(volume);
      volume.connect(sound.destination);
      tone.start(at);
      tone.stop(at + 0.5);
    });
  }

  function shown(text) {
    var page = document.createElement('div'), now = document.getElementById('papan'), next;
    page.innerHTML = text.slice(text.indexOf('<main'), text.indexOf('</main>') + 7);
    next = page.firstElementChild || page.firstChild;
    if (!next) return;
    if (next.getAttribute('data-mark') && next.getAttribute('data-mark') !== now.getAttribute('data-mark')) chime();
    now.parentNode.replaceChild(next, now);
  }

  function again() {
    var asked = new XMLHttpRequest();
    asked.open('GET', location.href);
    asked.timeout = 8000;
    asked.onreadystatechange = function () {
      if (asked.readyState !== 4) return;
      document.getElementById('putus').hidden = asked.status === 200;
      if (asked.status === 200) shown(asked.responseText);
      setTimeout(again, EVERY);
    };
    asked.send();
  }

  if (Sound) {
    button.hidden = false;
    button.onclick = function () {
      if (sound) { sound.close && sound.close(); sound = null; } else { sound = new Sound(); chime(); }
      button.textContent = button.getAttribute(sound ? 'data-on' : 'data-off');
    };
  }
  setTimeout(again, EVERY);
})();
