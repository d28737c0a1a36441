import { api } from './api.js';
import { drawCard } from './card-view.js';
import { element } from './dom.js';
import { clockTime, fullTime } from './time.js';

/**
 * Draws one message as a list item. `view` has the persona, the personas, the kind of place and `onButton`.
 */
export function drawMessage(message, view) {
  const author = view.personas.find((persona) => persona.person === message.from);
  const item = element(
    'li',
    { class: `message ${author ? 'mine' : 'bot'}`, id: `message-${message.id}`, 'data-at': message.at },
    element('span', { class: 'avatar', 'aria-hidden': 'true' }, author ? author.name.slice(0, 1) : ''),
    element(
      'div',
      { class: 'body' },
      drawHead(message, author, view),
      message.text ? element('p', { class: 'text' }, message.text) : null,
      drawAttached(message),
      drawCardOf(message, view),
      drawFiles(message, view),
    ),
  );
  return item;
}

function drawHead(message, author, view) {
  const time = element(
    'time',
    { dateTime: new Date(message.at).toISOString(), title: fullTime(message.at) },
    clockTime(message.at),
  );
  const head = element('div', { class: 'meta' }, element('b', {}, author?.name ?? 'Rollcall'), time);
  if (message.editedAt !== null) {
    const edited = `updated ${clockTime(message.editedAt)}`;
    head.append(element('span', { title: fullTime(message.editedAt) }, edited));
  }
  if (view.kind === 'channel' && message.to !== null) {
    head.append(element('span', { class: 'whisper' }, 'Only you can see this'));
  }
  return head;
}

function drawCardOf(message, view) {
  if (message.card === null) return null;
  const frame = element('div', { class: 'card' });
  const onButton = async (button) => {
    frame.setAttribute('aria-busy', 'true');
    try {
      await view.onButton(message, button);
    } finally {
      frame.removeAttribute('aria-busy');
    }
  };
  frame.append(drawCard(message.card, onButton));
  return frame;
}

function drawAttached(message) {
  if (message.attached.length === 0) return null;
  const chips = message.attached.map((name) => element('span', { class: 'chip' }, name));
  return element('div', { class: 'chips' }, ...chips);
}

function drawFiles(message, view) {
  if (message.files.length === 0) return null;
  const chips = message.files.map((file) =>
    element(
      'a',
      { class: 'chip file', href: api.fileUrl(view.person, file.id), download: file.name },
      element('b', {}, file.name),
      element('span', {}, sizeWords(file.bytes)),
    ),
  );
  return element('div', { class: 'chips' }, ...chips);
}

function sizeWords(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
