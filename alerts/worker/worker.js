// Shows notifications and, without a network, one page of help. Nothing else is kept:
// no page that anybody was logged in on.
self.addEventListener("install", (event) => {
  const fill = async () => {
    const cache = await caches.open(version);
    const wanted = [facts.offline, ...facts.kept];
    await Promise.all(wanted.map(async (path) => {
      const answer = await fetch(path, { credentials: "omit", cache: "reload" });
      if (answer.ok && !answer.redirected) await cache.put(path, answer);
    }));
    await self.skipWaiting();
  };
  event.waitUntil(fill());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== version).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(fetch(request).catch(() => caches.match(facts.offline)));
  } else if (facts.kept.includes(path)) {
    event.respondWith(fetch(request).catch(() => caches.match(path)));
  }
});

self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data.json();
  } catch {
    // A message that can't be read still says that something has happened.
  }
  event.waitUntil(
    self.registration.showNotification(said.title || "Grannar mot brott", {
      body: said.body || "",
      tag: said.tag || "grannar",
      renotify: false,
      icon: facts.icon,
      badge: facts.badge,
      requireInteraction: said.severity === "ongoing",
      data: { url: said.url || "/" },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const home = self.location.origin;
  const asked = new URL(event.notification.data?.url || "/", home);
  const url = asked.origin === home ? asked.href : `${home}/`;
  const show = async () => {
    const windows = await self.clients.matchAll({ type: "window" });
    const open = windows.find((one) => one.url === url);
    return open ? open.focus() : self.clients.openWindow(url);
  };
  event.waitUntil(show());
});

self.addEventListener("pushsubscriptionchange", (event) => {
  const renew = async () => {
    const old = event.oldSubscription;
    const fresh = event.newSubscription
      || (await self.registration.pushManager.subscribe(old.options));
    const page = await (await fetch(facts.page)).text();
    const token = page.match(/name="csrfmiddlewaretoken" value="([^"]+)"/)?.[1];
    if (!token) return; // logged out: the next login tells
    await fetch(facts.save, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ ...fresh.toJSON(), old: old?.endpoint }),
    });
  };
  event.waitUntil(renew());
});
