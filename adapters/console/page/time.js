let zone = 'UTC';

/** Sets the zone all times on the page are shown in. */
export function useZone(name) {
  zone = name;
}

/** Hours and minutes. */
export function clockTime(at) {
  return format(at, { hour: '2-digit', minute: '2-digit' });
}

/** Day and time with the zone. */
export function fullTime(at) {
  const parts = { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' };
  return format(at, { ...parts, timeZoneName: 'short' });
}

/** The day, as a line between two days has it. */
export function dayWords(at) {
  return format(at, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

function format(at, parts) {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...parts }).format(at);
}
