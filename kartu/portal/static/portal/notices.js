// Turning notices on: the browser asks its owner, and gives an address at its push service.
(() => {
  const form = document.querySelector('[data-notices]');
  if (!form || !navigator.serviceWorker || !self.PushManager || !self.Notification) return;
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), mark => mark.charCodeAt(0));
  const subscribe = async () => {
    const worker = await navigator.serviceWorker.register('/sw.js');
    await navigator.serviceWorker.ready;
    // One made for another key would be refused by its push service.
    await (await worker.pushManager.getSubscription())?.unsubscribe();
    return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.notices) });
  };
  form.querySelector('button').hidden = false;
  document.querySelector('[data-cannot]').hidden = true;
  form.addEventListener('submit', async event => {
    if (form.elements.endpoint.value) return;
    event.preventDefault();
    try {
      const { endpoint, keys } = (await subscribe()).toJSON();
      Object.assign(form.elements.endpoint, { value: endpoint });
      Object.assign(form.elements.p256dh, { value: keys.p256dh });
      Object.assign(form.elements.auth, { value: keys.auth });
      form.requestSubmit();
    } catch {
      document.querySelector('[data-denied]').hidden = false;
    }
  });
})();
