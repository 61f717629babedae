// Notifications on this device. The browser is asked only after a press; a device that
// has them already is told to the server once per login, on whatever page that is.
const script = document.currentScript.dataset;
const panel = document.querySelector("[data-push]");
const isAble = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

const keyOf = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

const token = async () => {
  const here = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (here) return here.value;
  const page = await (await fetch(script.page)).text();
  return page.match(/name="csrfmiddlewaretoken" value="([^"]+)"/)?.[1] ?? "";
};

const save = async (subscription) =>
  fetch(script.save, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": await token() },
    body: JSON.stringify(subscription.toJSON()),
  });

// "resume": tell the server; "end": the person has just removed this device.
const settle = async (deed) => {
  const registration = await navigator.serviceWorker.getRegistration("/");
  const subscription = await registration?.pushManager.getSubscription();
  if (subscription && deed === "resume") await save(subscription);
  if (subscription && deed === "end") await subscription.unsubscribe();
};

const say = (words) => {
  panel.querySelector("[data-push-words]").textContent = words;
};

const turnOn = async () => {
  const words = panel.dataset;
  if ((await Notification.requestPermission()) !== "granted") {
    say(words.refused);
    return;
  }
  say(words.wait);
  await navigator.serviceWorker.register(script.worker);
  const registration = await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: keyOf(words.key),
  });
  const answer = await save(subscription);
  if (answer.ok) {
    window.location.reload();
  } else {
    await subscription.unsubscribe();
    say((await answer.json().catch(() => ({}))).problem ?? words.failed);
  }
};

if (panel) {
  const button = panel.querySelector("button");
  if (isAble) {
    button.hidden = false;
    say("");
    button.addEventListener("click", () => turnOn().catch(() => say(panel.dataset.failed)));
  }
}
if (isAble && script.deed) settle(script.deed).catch(() => {});
