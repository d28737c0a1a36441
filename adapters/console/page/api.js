/** A refusal of the server, with the sentence it gave. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const UNREACHABLE = 'Rollcall does not answer. Is it still running?';

async function call(path, init) {
  let response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new Refusal(0, UNREACHABLE);
  }
  const body = await response.json().catch(() => ({ error: UNREACHABLE }));
  if (!response.ok) throw new Refusal(response.status, body.error);
  return body;
}

function query(person) {
  return `as=${encodeURIComponent(person)}`;
}

function post(path, body) {
  const headers = { 'content-type': 'application/json' };
  return call(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** An id of this request; sending it again is the same request. */
function newDelivery() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Everything the page asks of its server. Each method throws a {@link Refusal}. */
export const api = {
  settings: () => call('/api/settings'),
  places: (as) => call(`/api/places?${query(as)}`),
  messages: (as, place) => call(`/api/places/${encodeURIComponent(place)}/messages?${query(as)}`),
  history: (as) => call(`/api/history?${query(as)}`),
  suggest: (as, text, cursor) => post('/api/suggestions', { as, text, cursor }),
  markRead: (as, place, message) => post('/api/read', { as, place, message }),
  command: (as, place, text, file) =>
    post('/api/commands', { as, place, text, file, delivery: newDelivery() }),
  click: (as, place, message, button) =>
    post('/api/clicks', { as, place, message, ...button, delivery: newDelivery() }),
  eventsUrl: (as) => `/api/events?${query(as)}`,
  fileUrl: (as, id) => `/files/${encodeURIComponent(id)}?${query(as)}`,
};
