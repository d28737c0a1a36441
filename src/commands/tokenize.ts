import { isFolded } from '../domain/punctuation.ts';
import type { CommandText } from './normalise.ts';
import { notUnderstood, type Span } from './not-understood.ts';

/** One of the values a comma separates, without its quotes and escapes. */
export interface Value extends Span {
  readonly text: string;
  readonly quoted: boolean;
}

/** A word of a command: bare, or `key:value,value` with any dashes ahead of the key. */
export interface Token extends Span {
  readonly dashes: number;
  /** As typed; null for a bare word. */
  readonly key: string | null;
  readonly operator: string;
  /** Without empty ones. */
  readonly values: readonly Value[];
  /** All of it without quotes and escapes. */
  readonly text: string;
}

const KEY = /(-*)(\p{L}[\p{L}-]*)(:|>=?)/uy;
const SPACES = /\s*/y;
/** A stretch without anything that means something. */
const PLAIN = /[^\s,"\\]+/y;

/** The token at or after `from`; undefined at the end. Throws `not-understood` for a quote without its end. */
export function nextToken(source: CommandText, from: number): Token | undefined {
  const start = afterSpaces(source.text, from);
  if (start >= source.text.length) return undefined;
  const key = matchKey(source.text, start);
  const body = key === null ? start : start + key[0].length;
  const reader: Reader = { source, at: body, glue: key !== null };
  const values = readValues(reader);
  return {
    start,
    end: values.end,
    dashes: key?.[1]?.length ?? 0,
    key: key?.[2] ?? null,
    operator: key?.[3] ?? '',
    values: values.found,
    text: `${key?.[0] ?? ''}${values.text}`,
  };
}

/** All tokens from `from` on. */
export function* tokenize(source: CommandText, from: number): Generator<Token> {
  let at = from;
  for (let token = nextToken(source, at); token !== undefined; token = nextToken(source, at)) {
    yield token;
    at = token.end;
  }
}

/** A bare word without quotes, lower case; undefined for any other token. */
export function plainWord(token: Token | undefined): string | undefined {
  const isPlain = token?.key === null && !token.values.some((value) => value.quoted);
  return isPlain ? token.text.toLowerCase() : undefined;
}

interface Reader {
  readonly source: CommandText;
  readonly at: number;
  /** Whether a space beside a comma belongs to the value, as in `group:a, b`. */
  readonly glue: boolean;
}

function readValues(reader: Reader): {
  readonly found: readonly Value[];
  readonly end: number;
  readonly text: string;
} {
  const { source, glue } = reader;
  const found: Value[] = [];
  const texts: string[] = [];
  let at = reader.at;
  for (;;) {
    const value = readValue(source, at);
    texts.push(value.text);
    const text = value.text.trim();
    if (text === value.text && text !== '') found.push(value);
    else if (text !== '') found.push({ ...value, text });
    at = value.end;
    if (source.text[at] !== ',') {
      const comma = afterSpaces(source.text, at);
      if (!glue || found.length === 0 || source.text[comma] !== ',') break;
      at = comma;
    }
    at += 1;
    const next = afterSpaces(source.text, at);
    if (glue && next > at && matchKey(source.text, next) === null) at = next;
  }
  return { found, end: at, text: texts.join(',') };
}

/** Reads up to a comma or a space outside quotes. */
function readValue(source: CommandText, start: number): Value {
  const { text } = source;
  let at = endOf(PLAIN, text, start);
  let read = text.slice(start, at);
  let openedAt = -1;
  let quoted = false;
  for (; at < text.length; at += 1) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (char === '\\' && isEscapable(next)) {
      read += next;
      at += 1;
    } else if (char === '"') {
      quoted = true;
      openedAt = openedAt < 0 ? at : -1;
    } else if (openedAt < 0 && (char === ',' || /\s/.test(char))) break;
    else read += char;
  }
  if (openedAt >= 0) throw unclosed(source, openedAt);
  return { start, end: at, text: read, quoted };
}

/** What a backslash can stand ahead of; before anything else it is itself, as in `CORP\ada`. */
function isEscapable(char: string): boolean {
  return char === '"' || char === '\\' || isFolded(char);
}

function unclosed(source: CommandText, at: number): Error {
  const span = { start: at, end: source.text.length };
  return notUnderstood(source, span, 'A quote (") is opened here and never closed.');
}

function matchKey(text: string, at: number): RegExpExecArray | null {
  KEY.lastIndex = at;
  return KEY.exec(text);
}

/** The index of the first character at or after `at` that is no white space. */
export function afterSpaces(text: string, at: number): number {
  return endOf(SPACES, text, at);
}

/** Where a match of the sticky pattern at `at` ends; `at` when there is none. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
