import { AUDIT_ACTIONS } from '../domain/audit-event.ts';
import type { Arguments } from './arguments.ts';
import { guessRanges, readRange } from './days.ts';
import { COMMAND_KEYS } from './filter-keys.ts';
import type { AuditWords, Intent } from './intent.ts';
import { nearest } from './nearest.ts';
import { ambiguous, notUnderstood, quoted, replaceSpan } from './not-understood.ts';
import { type Keyed, onlyValue, readDays } from './term-readers.ts';
import { tokenize } from './tokenize.ts';

/** What an audit query can be narrowed by, as people are told about it. */
export const AUDIT_KEYS = [
  { key: 'action', usage: 'action:"User Deactivated"', summary: 'what was done', values: AUDIT_ACTIONS },
  { key: 'person', usage: 'person:priya', summary: 'who did it', values: [] },
  { key: 'target', usage: 'target:ada', summary: 'what it was done to', values: [] },
  { key: 'date', usage: 'date:2026-11', summary: 'when: a day, a month or a range of days', values: [] },
] as const;

const KEYS = AUDIT_KEYS.map((entry) => entry.key);
const SYNONYMS: Readonly<Record<string, AuditKey>> = {
  user: 'target',
  who: 'person',
  by: 'person',
  when: 'date',
};
const NOTHING: AuditWords = { action: null, person: null, target: null, date: null };

type AuditKey = (typeof AUDIT_KEYS)[number]['key'];

/** Reads what an audit query is narrowed by. */
export function readAudit(kind: 'audit' | 'audit-export'): (args: Arguments) => Intent {
  return ({ source, from }) => {
    let query = NOTHING;
    for (const token of tokenize(source, from)) {
      const keyed = { source, token, files: [] };
      const key = auditKey(keyed);
      if (query[key] !== null) throw notUnderstood(source, token, `"${key}:" is said twice.`);
      query = { ...query, ...readPart(keyed, key) };
    }
    return { kind, query };
  };
}

function readPart(keyed: Keyed, key: AuditKey): Partial<AuditWords> {
  switch (key) {
    case 'action':
      return { action: readAction(keyed) };
    case 'date':
      return { date: readDays(keyed) };
    default:
      return { [key]: onlyValue(keyed).text };
  }
}

function auditKey({ source, token }: Keyed): AuditKey {
  const word = (token.key ?? token.text).toLowerCase();
  const key = KEYS.find((candidate) => candidate === word);
  if (token.key !== null && token.operator === ':' && token.dashes === 0 && key !== undefined) return key;
  if (token.key === null) {
    const meant = readRange(word) !== undefined || guessRanges(word).length > 0 ? 'date' : 'target';
    const typed = source.text.slice(token.start, token.end);
    const message = `${quoted(token.text)} needs a word ahead of it: ${KEYS.join(':, ')}:.`;
    throw notUnderstood(source, token, message, replaceSpan(source, token, `${meant}:${typed}`));
  }
  if (COMMAND_KEYS.some((entry) => entry.key === word)) {
    const message = `The audit shows the newest entries and has no ${quoted(`${word}:`)}; "audit export" gives all that match.`;
    throw notUnderstood(source, token, message, replaceSpan(source, token, ''));
  }
  const meant = key ?? (Object.hasOwn(SYNONYMS, word) ? SYNONYMS[word] : nearest(word, KEYS));
  const head = { start: token.start, end: token.start + token.dashes + word.length + token.operator.length };
  const message = `I don't know ${quoted(source.text.slice(head.start, head.end))}; the audit has ${KEYS.join(':, ')}:.`;
  throw notUnderstood(source, head, message, meant && replaceSpan(source, head, `${meant}:`));
}

function readAction(keyed: Keyed): string {
  const { source } = keyed;
  const value = onlyValue(keyed);
  const word = value.text.toLowerCase().replace(/[\s_-]+/g, ' ');
  const action = AUDIT_ACTIONS.find((candidate) => candidate.toLowerCase() === word);
  if (action !== undefined) return action;
  const typed = source.text.slice(value.start).toLowerCase();
  const spelledOut = AUDIT_ACTIONS.find((candidate) => typed.startsWith(candidate.toLowerCase()));
  if (spelledOut !== undefined) {
    const span = { start: value.start, end: value.start + spelledOut.length };
    const message = 'An action of several words needs quotes.';
    throw notUnderstood(source, span, message, replaceSpan(source, span, `"${spelledOut}"`));
  }
  const parts = AUDIT_ACTIONS.filter((candidate) => candidate.toLowerCase().split(' ').includes(word));
  const choices = parts.map((candidate) => replaceSpan(source, value, `"${candidate}"`));
  if (choices.length > 1) throw ambiguous('action', value.text, choices);
  const meant = parts[0] ?? nearest(word, AUDIT_ACTIONS);
  const message = `There is no action ${quoted(value.text)}. Actions are named like "${meant ?? AUDIT_ACTIONS[0]}".`;
  throw notUnderstood(source, value, message, meant && replaceSpan(source, value, `"${meant}"`));
}
