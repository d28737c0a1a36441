import type { Day, DayRange, Filter, Term } from '../domain/filter.ts';

/** A card has no room for more names than this. */
const MAX_NAMES = 5;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The filter in plain words, for cards: "idle 90 days or more · licensed · not in support-staff". That only
 * enabled accounts count is said wherever no term says so by itself; what a saved filter says is not known here.
 */
export function describeFilter(filter: Filter): string {
  const words = filter.terms.map(describeTerm).filter((text) => text !== '');
  const saysState = filter.terms.some(
    (term) =>
      term.kind === 'status' ||
      term.kind === 'saved' ||
      (term.kind === 'licensed' && term.licensed === 'yes'),
  );
  if (words.length === 0) return saysState ? 'everybody, enabled or deactivated' : 'everybody who is enabled';
  return saysState ? words.join(' · ') : [...words, 'enabled'].join(' · ');
}

function describeTerm(term: Term): string {
  switch (term.kind) {
    case 'group':
      return `${term.negated ? 'not in' : 'in'} ${either(term.names)}`;
    case 'dir':
      return `directory ${either(term.names)}`;
    case 'status':
      return { active: 'enabled', deactivated: 'deactivated', any: 'enabled or deactivated' }[term.status];
    case 'licensed':
      return { yes: 'licensed', no: 'not licensed', any: '' }[term.licensed];
    case 'idle':
      return `idle ${count(term.days, 'day')} or more${term.never ? ', or never used' : ''}`;
    case 'never':
      return 'never used';
    case 'once':
      return 'used once';
    case 'login':
      return `last login ${describeRange(term.range)}`;
    case 'created':
      return `created ${describeRange(term.range)}`;
    case 'user':
      return `username ${either(term.names)}`;
    case 'mail':
      return `address ${either(term.addresses)}`;
    case 'text':
      return `"${term.text}" in name or address`;
    case 'domain':
      return `address at ${either(term.domains)}`;
    case 'list':
      return `on a list of ${count(term.entries.length, 'name')}`;
    case 'saved':
      return `saved filter ${term.name}`;
    case 'word':
      return `named ${term.word}`;
  }
}

function describeRange({ from, to }: DayRange): string {
  if (from !== undefined && from === to) return `on ${describeDay(from)}`;
  if (from === undefined) return to === undefined ? 'on any day' : `until ${describeDay(to)}`;
  return to === undefined ? `since ${describeDay(from)}` : `from ${describeDay(from)} to ${describeDay(to)}`;
}

function describeDay(day: Day): string {
  const [year, month, date] = day.split('-').map(Number);
  return `${date} ${MONTHS[(month ?? 1) - 1]} ${year}`;
}

function either(names: readonly string[]): string {
  const shown = names.length > MAX_NAMES ? names.slice(0, MAX_NAMES - 1) : names;
  const rest = names.length - shown.length;
  const last = rest > 0 ? `${rest.toLocaleString('en-US')} more` : shown.at(-1);
  const first = rest > 0 ? shown : shown.slice(0, -1);
  return first.length === 0 ? `${last}` : `${first.join(', ')} or ${last}`;
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;
}
