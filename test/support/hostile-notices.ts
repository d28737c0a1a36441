import type { Notice } from '../../src/domain/notice.ts';
import { type NamedNotice, ordinaryNotices } from './notices.ts';

/** Texts that try to be markup, mentions, formulas, control sequences or somebody else. */
export const HOSTILE_TEXTS = [
  '**b** _i_ [x](http://evil.example) ![y](http://evil.example/i.png) # h',
  '<!channel> <@U123|ada> <script>alert(1)</script> &lt;at&gt;all&lt;/at&gt;',
  '=HYPERLINK("http://evil.example","x")',
  '\u202Eada\u202C \u200Bad\u00ADa\uFEFF \u2066x',
  '\u001B[31mred\u001B[0m\u0007\r\nsecond line\u2028third',
  '{{DATE(2026-11-24T00:00:00Z, SHORT)}} {{TIME(2026-11-24T00:00:00Z)}} {"type":"AdaptiveCard"}',
  '1. one\n- two',
  '\uD800 half a surrogate',
  'مرحبا ada (admin)',
  '',
] as const;

/** Fields whose text comes from people, directories or files. */
const OUTSIDE = new Set(
  (
    'name username displayName email directory filterWords requester approvers why detail message word ' +
    'suggestion needs what nearest choices remedy source label headline target description group groups ' +
    'unexpectedUsers account users text examples usage summary topic subject by key reference protectedBy ' +
    'barred id from to suffix notes owner until words accounts'
  ).split(' '),
);

/** Every ordinary notice once for each hostile text, in all of its texts from outside. */
export function hostileNotices(): readonly NamedNotice[] {
  return ordinaryNotices().flatMap(({ name, notice }) =>
    HOSTILE_TEXTS.map((text, n) => ({ name: `${name} ${n}`, notice: withTexts(notice, () => text) })),
  );
}

/** Every ordinary notice with texts of 10,000 characters and 100 of everything it lists. */
export function overLongNotices(): readonly NamedNotice[] {
  return ordinaryNotices().map(({ name, notice }) => ({
    name,
    notice: withTexts(notice, () => 'Ünïcödé "x" '.repeat(834), 100),
  }));
}

/** The notice with every text from outside replaced, and every list brought to `times` entries. */
export function withTexts(notice: Notice, replace: (text: string) => string, times = 1): Notice {
  return changed(notice, false, replace, times) as Notice;
}

function changed(
  value: unknown,
  isOutside: boolean,
  replace: (text: string) => string,
  times: number,
): unknown {
  if (typeof value === 'string') return isOutside ? replace(value) : value;
  if (typeof value !== 'object' || value === null || value instanceof Set) return value;
  if (Array.isArray(value)) {
    const many =
      times === 1 ? value : Array.from({ length: value.length && times }, (_, n) => value[n % value.length]);
    return many.map((entry) => changed(entry, isOutside, replace, times));
  }
  const entries = Object.entries(value).map(([key, entry]) => {
    // Tables of names are all from outside.
    if (key === 'names' || key === 'inherited')
      return [key, mapValues(entry as Readonly<Record<string, string>>, replace)];
    return [key, changed(entry, comesFromOutside(key, value), replace, times)];
  });
  return Object.fromEntries(entries);
}

function mapValues(
  table: Readonly<Record<string, string>>,
  replace: (text: string) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(table).map(([key, text]) => [key, replace(text)]));
}

function comesFromOutside(key: string, owner: object): boolean {
  // Ids of our own records stay: they are what a click brings back.
  if (key === 'id') return 'platform' in owner;
  if (key === 'reason') return !('count' in owner || 'detail' in owner);
  if (key === 'what') return 'nearest' in owner || 'choices' in owner;
  if (key === 'by') return !('descending' in owner);
  return OUTSIDE.has(key);
}
