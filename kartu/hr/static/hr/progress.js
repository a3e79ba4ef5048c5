// Looks again every two seconds while an upload is worked on. Without this file the page fetches itself anew.
(() => {
  const look = async () => {
    const box = document.getElementById('kemajuan');
    try {
      const answer = await fetch(location.href, { credentials: 'same-origin' });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.getElementById('kemajuan');
      if (!fresh) return location.reload();
      box.querySelector('strong').textContent = fresh.querySelector('strong').textContent;
      box.querySelector('progress').value = fresh.querySelector('progress').value;
    } catch { /* the network is away; it is asked again */ }
    setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
})();
