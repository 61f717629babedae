// Handing out without a network: each hand-out is kept on the phone until the server has
// answered for it. The page works without this file as an ordinary form.
const form = document.getElementById("utlamning");
const words = JSON.parse(document.getElementById(form.dataset.words).textContent);
const left = document.getElementById("kvar");
const line = document.getElementById("ko");
const section = document.getElementById("nyss");
const list = document.getElementById("nyss-lista");
const sendNow = document.getElementById("skicka-nu");
// One queue per contact: another login on the same phone neither sees nor sends it.
const KEY = `grannar-utlamning-${words.who}`;

const read = () => JSON.parse(localStorage.getItem(KEY) || "[]");
const write = (acts) =>
  acts.length ? localStorage.setItem(KEY, JSON.stringify(acts)) : localStorage.removeItem(KEY);
const newId = () =>
  crypto.randomUUID
    ? crypto.randomUUID()
    : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
        (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
const plain = (text) =>
  (text.match(/\/m\/([^/?#]+)/)?.[1] ?? text).toUpperCase().replace(/[\s.\-_]/g, "");

function show(count) {
  if (count !== undefined) left.dataset.left = count;
  const waiting = read();
  const open = waiting.filter((act) => !act.sentence);
  left.textContent = words.left.replace("{count}", Math.max(left.dataset.left - open.length, 0));
  line.textContent = open.length ? words.waiting.replace("{count}", open.length) : "";
  section.hidden = waiting.length === 0;
  sendNow.hidden = open.length === 0;
  list.replaceChildren(...waiting.map(row));
}

function row(act) {
  const item = document.createElement("li");
  item.className = act.sentence ? "fel" : "";
  item.textContent = `${act.number} → ${act.address}. ${act.sentence || words.kept}`;
  if (act.sentence) item.append(" ", forget(act));
  return item;
}

function forget(act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "knapp knapp--linje";
  button.textContent = words.forget;
  button.addEventListener("click", () => {
    write(read().filter((other) => other.id !== act.id));
    show();
  });
  return button;
}

function keep(number, home, address) {
  const acts = read();
  const twice = acts.find((act) => !act.sentence && (act.number === number || act.home === home));
  if (twice) return words.twice;
  acts.push({ id: newId(), number, home, address, at: new Date().toISOString() });
  write(acts);
  return "";
}

let sending = false;
async function send() {
  const acts = read().filter((act) => !act.sentence);
  if (sending || acts.length === 0 || !navigator.onLine) return;
  sending = true;
  try {
    const url = form.dataset.sync;
    const { token } = await (await fetch(url, { cache: "no-store" })).json();
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ now: new Date().toISOString(), acts }),
    });
    if (!answer.ok) throw new Error(answer.status);
    settle(await answer.json());
  } catch {
    show(); // still offline, or logged out: the queue stays
  } finally {
    sending = false;
  }
}

function settle({ answers, left: count }) {
  const by = new Map(answers.map((answer) => [answer.id, answer]));
  const done = read().filter((act) => by.get(act.id)?.done);
  write(
    read().flatMap((act) => {
      const answer = by.get(act.id);
      if (!answer) return [act];
      return answer.done ? [] : [{ ...act, sentence: answer.sentence }];
    }),
  );
  show(count);
  if (done.length === 1) {
    const [act] = done;
    line.textContent = words.done.replace("{number}", act.number).replace("{address}", act.address);
  } else if (done.length) line.textContent = words.sent.replace("{count}", done.length);
}

form.addEventListener("submit", async (event) => {
  const number = plain(form.elements.number.value);
  const home = form.elements.home;
  if (!number || !home.value) return; // the server says what is missing
  event.preventDefault();
  const wrong = keep(number, Number(home.value), home.selectedOptions[0].textContent);
  if (!wrong) {
    form.elements.number.value = "";
    home.value = "";
  }
  show();
  if (wrong) line.textContent = wrong;
  form.elements.number.focus();
  await send();
});
sendNow.addEventListener("click", send);
addEventListener("online", send);
addEventListener("pageshow", () => { show(); send(); });

// Scanning, where the browser can: the code on the box holds /m/<number>/.
const scan = document.getElementById("skanna");
const video = document.getElementById("kamera");
if ("BarcodeDetector" in window && navigator.mediaDevices) {
  scan.hidden = false;
  scan.addEventListener("click", async () => {
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.hidden = false;
      await video.play();
      await look(new BarcodeDetector());
    } catch {
      line.textContent = words.camera;
    }
  });
}

async function look(detector) {
  while (video.srcObject) {
    const [found] = await detector.detect(video);
    if (found) {
      form.elements.number.value = plain(found.rawValue);
      video.srcObject.getTracks().forEach((track) => track.stop());
      video.srcObject = null;
      video.hidden = true;
      form.elements.home.focus();
      return;
    }
    await new Promise((next) => setTimeout(next, 200));
  }
}
