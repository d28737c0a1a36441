import type { Filter, Term } from '../domain/filter.ts';

/** Characters of all group names of one field together; a person types a few. */
export const MAX_FORM_GROUPS = 500;
/** Characters of the part of a name that a form looks for. */
export const MAX_FORM_TEXT = 100;

type StatusTerm = Extract<Term, { readonly kind: 'status' }>;
type LicensedTerm = Extract<Term, { readonly kind: 'licensed' }>;

/** What the filter form asks; `null`, `any` and empty say nothing, and so does the status `active`. */
export interface FilterAnswers {
  readonly idleDays: number | null;
  /** Whether accounts that were never used and are older than the idle days count as well. */
  readonly never: boolean;
  readonly status: StatusTerm['status'];
  readonly licensed: LicensedTerm['licensed'];
  /** Member of any of them. */
  readonly groups: readonly string[];
  /** Member of none of them. */
  readonly without: readonly string[];
  /** Part of a username, display name or address. */
  readonly text: string;
}

/** The answers of a form that nobody touched: everybody who is enabled. */
export const NO_ANSWERS: FilterAnswers = {
  idleDays: null,
  never: false,
  status: 'active',
  licensed: 'any',
  groups: [],
  without: [],
  text: '',
};

/** A filter as the form shows it, and the terms the form does not ask about, in their order. */
export interface SplitFilter {
  readonly answers: FilterAnswers;
  readonly rest: readonly Term[];
}

/** Splits a filter into what the form can show and everything else; {@link joinFilter} puts it together again. */
export function splitFilter({ terms }: Filter): SplitFilter {
  let answers = NO_ANSWERS;
  const rest: Term[] = [];
  const said = new Set<keyof FilterAnswers>();
  for (const term of terms) {
    const shown = answerOf(term);
    const [field] = Object.keys(shown) as (keyof FilterAnswers)[];
    // Of two terms of a kind, which both hold, the form has room for the first.
    if (field === undefined || said.has(field)) rest.push(term);
    else {
      said.add(field);
      answers = { ...answers, ...shown };
    }
  }
  return { answers, rest };
}

/** The filter that the answers stand for, with the terms the form did not ask about behind it. */
export function joinFilter(answers: FilterAnswers, rest: readonly Term[]): Filter {
  const { idleDays, never, status, licensed, groups, without, text } = answers;
  const terms: readonly (Term | null)[] = [
    idleDays === null ? null : { kind: 'idle', days: idleDays, never },
    status === 'active' ? null : { kind: 'status', status },
    licensed === 'any' ? null : { kind: 'licensed', licensed },
    groups.length === 0 ? null : { kind: 'group', names: groups, negated: false },
    without.length === 0 ? null : { kind: 'group', names: without, negated: true },
    text === '' ? null : { kind: 'text', text },
  ];
  return { terms: [...terms.filter((term) => term !== null), ...rest] };
}

/** What one term says in the form, its own field first; nothing when the form cannot say it. */
function answerOf(term: Term): Partial<FilterAnswers> {
  switch (term.kind) {
    case 'idle':
      return { idleDays: term.days, never: term.never };
    case 'status':
      return { status: term.status };
    case 'licensed':
      return { licensed: term.licensed };
    case 'group':
      if (!areListable(term.names)) return {};
      return term.negated ? { without: term.names } : { groups: term.names };
    case 'text':
      return isPlain(term.text) && term.text.length <= MAX_FORM_TEXT ? { text: term.text } : {};
    default:
      return {};
  }
}

/** A comma separates names in the form, so that none can hold one. */
function areListable(names: readonly string[]): boolean {
  const listed = names.join(', ');
  return listed.length <= MAX_FORM_GROUPS && isPlain(listed) && !names.some((name) => name.includes(','));
}

/** True for text that shows all it holds, and comes back from a line of a form as it was. */
function isPlain(text: string): boolean {
  return text.trim() === text && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text);
}
