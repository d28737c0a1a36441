import type { Filter, Term } from '../domain/filter.ts';
import { escapePunctuation } from '../domain/punctuation.ts';
import { isFilterWord } from './bare-words.ts';
import { printRange } from './days.ts';

/** The filter as canonical text: reading it gives the same filter, printing that gives the same text. */
export function printFilter(filter: Filter): string {
  return filter.terms.map(printTerm).join(' ');
}

/** What needs neither quotes nor escapes, as nearly every name: a list may hold a hundred thousand. */
const PLAIN = /^[!#-+.-[\]-~-]+$/;

/** A name as it can stand behind a key or as a word of a command: quoted and escaped where it has to be. */
export function quoteValue(text: string): string {
  if (PLAIN.test(text)) return text;
  const escaped = escapePunctuation(text);
  return text === '' || /[\s,"]/.test(text) ? `"${escaped}"` : escaped;
}

function printTerm(term: Term): string {
  switch (term.kind) {
    case 'group':
      return `${term.negated ? '-' : ''}group:${printNames(term.names)}`;
    case 'dir':
      return `dir:${printNames(term.names)}`;
    case 'status':
      return `status:${term.status}`;
    case 'licensed':
      return `licensed:${term.licensed}`;
    case 'idle':
      return `inactive:${term.days}d${term.never ? ',never' : ''}`;
    case 'never':
    case 'once':
      return term.kind;
    case 'login':
    case 'created':
      return `${term.kind}:${printRange(term.range)}`;
    case 'user':
      return `user:${printNames(term.names)}`;
    case 'mail':
      return `mail:${printNames(term.addresses)}`;
    case 'text':
      return `text:${quoteValue(term.text)}`;
    case 'domain':
      return `domain:${printNames(term.domains)}`;
    case 'list':
      return `list:${printNames(term.entries)}`;
    case 'saved':
      return `filter:${quoteValue(term.name)}`;
    case 'word':
      return printWord(term.word);
  }
}

function printNames(names: readonly string[]): string {
  return names.map(quoteValue).join(',');
}

/** A bare word that would be read as something else is quoted. */
function printWord(word: string): string {
  const plain = quoteValue(word);
  const isPlain = !plain.startsWith('"') && !/^-|[:>]/.test(word) && !isFilterWord(word);
  return isPlain || plain.startsWith('"') ? plain : `"${plain}"`;
}
