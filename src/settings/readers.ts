import { nearest } from '../commands/nearest.ts';

/** What a setting's text means, or what is wrong with it, as a sentence without its subject. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string; readonly remedy: string };

/** A whole number between two bounds, both included. */
export function wholeNumber(least: number, most: number): (text: string) => Read<number> {
  const bounds = `${least.toLocaleString('en-US')} to ${most.toLocaleString('en-US')}`;
  return (text) => {
    const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return { ok: true, value };
    return wrong('is no whole number in range.', `Give a whole number from ${bounds}.`);
  };
}

/** One of a few words, whatever the case. */
export function oneOf<T extends string>(choices: readonly T[]): (text: string) => Read<T> {
  return (text) => {
    const value = choices.find((choice) => choice === text.toLowerCase());
    if (value !== undefined) return { ok: true, value };
    return wrong(
      'is not one of its values.',
      `${didYouMean(text, choices)}Give one of: ${choices.join(', ')}.`,
    );
  };
}

/** Yes or no. */
export function yesOrNo(text: string): Read<boolean> {
  const read = oneOf(['yes', 'no'])(text);
  return read.ok ? { ok: true, value: read.value === 'yes' } : read;
}

/** Names with commas between them. */
export function names(text: string): Read<readonly string[]> {
  const found = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (found.length > 0) return { ok: true, value: [...new Set(found)] };
  return wrong('holds no name.', 'Give names with commas between them, or leave the setting out.');
}

/** Patterns of names with commas between them, of which none fits everybody. */
export function patterns(text: string): Read<readonly string[]> {
  const read = names(text);
  if (!read.ok || read.value.every((pattern) => /[^*]/.test(pattern))) return read;
  return wrong('has a pattern that fits everybody.', 'Give each pattern a part of a name beside the *.');
}

/** A secret on one line, long enough not to be guessed. */
export function secret(least: number): (text: string) => Read<string> {
  return (text) =>
    text.length >= least && !/\p{Cc}/u.test(text)
      ? { ok: true, value: text }
      : wrong('cannot be used.', `Give one line of at least ${least} characters that nobody can guess.`);
}

/** A token that says by its first characters what it is for. */
export function startingWith(prefix: string, remedy: string): (text: string) => Read<string> {
  return (text) =>
    text.startsWith(prefix) && text.length > prefix.length && /^[\x21-\x7e]+$/.test(text)
      ? { ok: true, value: text }
      : wrong('is not that token.', `Give the one that starts with ${prefix}. ${remedy}`);
}

/** An http or https address without query, user or fragment; given without a trailing slash. */
export function baseUrl(text: string): Read<string> {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain =
    url !== null &&
    ['https:', 'http:'].includes(url.protocol) &&
    [url.search, url.hash, url.username, url.password].every((part) => part === '');
  if (isPlain) return { ok: true, value: url.href.replace(/\/+$/, '') };
  return wrong(
    'is no address.',
    'Give one such as https://rollcall.example.com, without anything after the path.',
  );
}

/** Any text on one line, not too long for a card. */
export function line(most: number): (text: string) => Read<string> {
  return (text) =>
    text.length <= most && !/\p{Cc}/u.test(text)
      ? { ok: true, value: text }
      : wrong('does not fit.', `Give one line of at most ${most} characters.`);
}

/** A time zone of the IANA list, old names too. */
export function timeZone(text: string): Read<string> {
  const zones = Intl.supportedValuesOf('timeZone');
  const listed = zones.find((zone) => zone.toLowerCase() === text.toLowerCase());
  if (listed !== undefined) return { ok: true, value: listed };
  if (/^[a-z]/i.test(text) && isZone(text)) return { ok: true, value: text };
  return wrong(
    'is no time zone.',
    `${didYouMean(text, zones)}Give an IANA name such as Europe/Berlin or UTC.`,
  );
}

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** An address or name to listen on. */
export function host(text: string): Read<string> {
  if (/^[a-z0-9.:_-]{1,253}$/i.test(text)) return { ok: true, value: text };
  return wrong('is no address.', 'Give an IP address or a host name, without a port or a scheme.');
}

/** A failed read. */
export function wrong(message: string, remedy: string): { ok: false; message: string; remedy: string } {
  return { ok: false, message, remedy };
}

/** "Did you mean x? ", or nothing. */
export function didYouMean(text: string, choices: Iterable<string>): string {
  const meant = nearest(text, choices);
  return meant === undefined ? '' : `Did you mean ${meant}? `;
}
