import { api } from './api.js';
import { startCompose } from './compose.js';
import { putMessage, showConversation } from './conversation.js';
import { byId, showText } from './dom.js';
import { drawPlaces } from './places.js';
import { useZone } from './time.js';

const banner = byId('banner');
const working = byId('working');
const state = { person: '', place: '', places: [], personas: [], newest: '' };
/** Tasks that Rollcall is at, by place. */
const tasks = new Map();
let stream = null;
let marksTimer = 0;
/** Live messages of a place that is being read; null when none is. */
let late = null;

const compose = startCompose(
  () => state,
  (text, file) => api.command(state.person, state.place, text, file),
);

/** The address names persona and place, so that a tab keeps both and two tabs can be two persons. */
function fromAddress() {
  const [, person = '', place = ''] = location.hash.split('/').map(decodeURIComponent);
  return { person, place };
}

function go(person, place) {
  location.hash = `/${encodeURIComponent(person)}/${encodeURIComponent(place)}`;
}

async function follow() {
  const wanted = fromAddress();
  const known = state.personas.some((persona) => persona.person === wanted.person);
  const person = known ? wanted.person : state.personas[0].person;
  const switched = person !== state.person;
  state.person = person;
  if (switched) {
    listen();
    await compose.load();
  }
  await refreshPlaces(wanted.place);
  await showPlace();
}

/** Reads the places again, and goes to `wanted` or stays where the reader is by the time the answer is there. */
async function refreshPlaces(wanted) {
  const { person } = state;
  const answer = await api.places(person);
  if (person !== state.person) return;
  Object.assign(state, answer);
  const shown = wanted ?? state.place;
  state.place = (answer.places.find((place) => place.id === shown) ?? answer.places[0]).id;
  draw();
}

function draw() {
  drawPlaces(
    state,
    (place) => {
      go(state.person, place);
      compose.focus();
    },
    (person) => go(person, kindOfPlace() === 'channel' ? state.place : ''),
  );
  drawWorking();
}

function placeShown() {
  return state.places.find((place) => place.id === state.place);
}

function kindOfPlace() {
  return placeShown()?.kind;
}

async function showPlace() {
  const { person, place } = state;
  // What arrives live while the list is on its way may be missing in it.
  const arriving = [];
  late = arriving;
  const { messages } = await api.messages(person, place);
  if (late !== arriving) return;
  late = null;
  state.newest = messages.at(-1)?.id ?? '';
  showConversation(messages, {
    person,
    kind: kindOfPlace(),
    purpose: placeShown()?.purpose ?? '',
    personas: state.personas,
    onButton: click,
  });
  arriving.forEach(showLive);
  await markRead();
}

/** True when the message belongs to what is on screen. */
function showLive(message) {
  if (message.place !== state.place) return false;
  if (late !== null) {
    late.push(message);
    return false;
  }
  if (message.id > state.newest) state.newest = message.id;
  putMessage(message);
  return true;
}

async function click(message, button) {
  try {
    await api.click(state.person, message.place, message.id, button);
    showText(banner, '');
  } catch (refusal) {
    showText(banner, refusal.message);
  }
}

async function markRead() {
  if (document.hidden || state.newest === '') return;
  await api.markRead(state.person, state.place, state.newest);
  await refreshPlaces();
}

/** Live updates of the persona; after a break everything is read again. */
function listen() {
  stream?.close();
  tasks.clear();
  const mine = new EventSource(api.eventsUrl(state.person));
  stream = mine;
  let broken = false;
  const on = (name, then) =>
    mine.addEventListener(name, (event) => mine === stream && then(JSON.parse(event.data)));
  mine.addEventListener('open', () => {
    showText(banner, '');
    if (broken) attempt(follow);
    broken = false;
  });
  mine.addEventListener('error', () => {
    if (mine !== stream) return;
    broken = true;
    tasks.clear();
    drawWorking();
    showText(banner, 'Not connected to Rollcall. Trying again…');
  });
  on('message', ({ message }) => {
    if (showLive(message)) attempt(markRead);
  });
  on('edited', ({ message }) => showLive(message));
  on('working', ({ place, tasks: count }) => {
    tasks.set(place, count);
    drawWorking();
  });
  on('marks', () => {
    clearTimeout(marksTimer);
    marksTimer = setTimeout(() => attempt(() => refreshPlaces()), 100);
  });
}

function drawWorking() {
  working.textContent = (tasks.get(state.place) ?? 0) > 0 ? 'Rollcall is working…' : '';
}

function attempt(task) {
  task().catch((refusal) => showText(banner, refusal.message));
}

async function start() {
  const settings = await api.settings();
  useZone(settings.zone);
  byId('organisation').textContent = settings.organisation;
  state.personas = settings.personas;
  await follow();
  compose.focus();
}

window.addEventListener('hashchange', () => attempt(follow));
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && state.place !== '') attempt(markRead);
});
attempt(start);
