import { byId, element, showText } from './dom.js';
import { drawMessage } from './message-view.js';
import { dayWords } from './time.js';

const list = byId('messages');
const scroll = byId('scroll');
const newer = byId('newer');
const empty = byId('empty');
const announcer = byId('announcer');
/** Nearer to the end than this many pixels counts as reading the newest. */
const NEAR_END = 120;

let view = null;
// Not every browser lets the keyboard scroll an area by itself.
scroll.tabIndex = 0;

/** Shows the messages of a place from the start; `next` is what {@link drawMessage} needs to know. */
export function showConversation(messages, next) {
  view = next;
  list.replaceChildren();
  for (const message of messages) append(message);
  showText(empty, messages.length === 0 ? next.purpose : '');
  newer.hidden = true;
  reveal(list.lastElementChild);
}

/** Adds a message at the end, or redraws it where it stands. */
export function putMessage(message) {
  if (byId(`message-${message.id}`) !== null) return redraw(message);
  const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END;
  const item = append(message);
  if (message.from === null) announce(message.headline);
  if (atEnd || message.from === view.person) reveal(item);
  else newer.hidden = false;
}

function append(message) {
  showText(empty, '');
  const day = dayWords(message.at);
  const last = list.lastElementChild;
  if (last === null || dayWords(Number(last.dataset.at)) !== day) {
    list.append(element('li', { class: 'day', 'data-at': message.at }, element('span', {}, day)));
  }
  const item = drawMessage(message, view);
  list.append(item);
  return item;
}

/** Keeps the focus on the same button, or on the card's message when that button has gone. */
function redraw(message) {
  const old = byId(`message-${message.id}`);
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const item = drawMessage(message, view);
  old.replaceWith(item);
  announce(message.headline);
  if (focused === null) return;
  const twin = [...item.querySelectorAll('button, input, textarea, select')].find(
    (candidate) => labelOf(candidate) === labelOf(focused),
  );
  item.tabIndex = -1;
  (twin ?? item).focus({ preventScroll: twin !== undefined });
}

function labelOf(control) {
  return `${control.tagName} ${control.name ?? ''} ${control.getAttribute('aria-label') ?? control.textContent}`;
}

/** Brings a message into view: its end when it fits, else its beginning. */
function reveal(item) {
  if (item === null) return;
  const fits = item.offsetHeight < scroll.clientHeight - 24;
  if (fits) scroll.scrollTop = scroll.scrollHeight;
  else scroll.scrollTop = item.offsetTop - scroll.offsetTop - 8;
}

function announce(text) {
  announcer.textContent = `Rollcall: ${text}`;
}

newer.addEventListener('click', () => {
  newer.hidden = true;
  scroll.scrollTop = scroll.scrollHeight;
  scroll.focus();
});
scroll.addEventListener('scroll', () => {
  if (scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END) newer.hidden = true;
});
