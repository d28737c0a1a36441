import { describeFilter } from '../src/commands/describe-filter.ts';
import { MAX_FORM_GROUPS, MAX_FORM_TEXT, splitFilter } from '../src/commands/filter-form.ts';
import { INPUTS } from '../src/domain/inbound.ts';
import type { Button, Field, Form } from './card.ts';
import { parsedOrNothing } from './impersonal-words.ts';
import { given, LENGTHS } from './text.ts';

/** As many digits as the number of days has at most, and the word behind it. */
const DAYS_LENGTH = 10;

/** Opens the filter form over a list, which then shows what it asks for. */
export function filterButton(view: string, filter: string): Button {
  return { label: 'Filter…', verb: 'list-filter', id: view, typed: 'users FILTER', asks: filterForm(filter) };
}

/** Opens the filter form where there is no list yet. */
export function findButton(): Button {
  return { ...filterButton('', ''), label: 'Find users…' };
}

/**
 * The questions that make a filter, each with what `filter`, as canonical text, says about it. Its click is
 * `list-filter` with the id of a list, or with an empty id where there is none yet.
 */
export function filterForm(filter = ''): Form {
  const { answers, rest } = splitFilter(parsedOrNothing(filter) ?? { terms: [] });
  const { idleDays, never, status, licensed, groups, without, text } = answers;
  const kept = given(describeFilter({ terms: rest }), LENGTHS.line);
  return {
    text: rest.length === 0 ? null : `What is not asked here stays: ${kept}.`,
    submit: 'Show users',
    fields: [
      line(INPUTS.idle, 'Days idle', 'Such as 90; empty: however long', DAYS_LENGTH, idleDays ?? ''),
      choice(INPUTS.never, 'Accounts never used, where days are given', never ? 'yes' : 'no', {
        no: 'leave out',
        yes: 'take too, when created that long ago',
      }),
      choice(INPUTS.status, 'Status', status, {
        active: 'enabled',
        deactivated: 'deactivated',
        any: 'enabled or deactivated',
      }),
      choice(INPUTS.licensed, 'Licence', licensed, {
        any: 'with a licence or without',
        yes: 'with a licence',
        no: 'without a licence',
      }),
      line(INPUTS.groups, 'In groups', 'In any of these, with commas between', MAX_FORM_GROUPS, groups),
      line(
        INPUTS.without,
        'Not in groups',
        'In none of these, with commas between',
        MAX_FORM_GROUPS,
        without,
      ),
      line(INPUTS.text, 'Part of a name', 'Of a name, username or address', MAX_FORM_TEXT, text),
    ],
  };
}

function line(
  id: string,
  label: string,
  placeholder: string,
  maxLength: number,
  said: number | string | readonly string[],
): Field {
  const value = typeof said === 'object' ? said.join(', ') : String(said);
  // Every question may stay open; a client that requires answers goes by the word.
  const optional = `${label} (optional)`;
  const field = { kind: 'text', id, label: optional, placeholder, maxLength, lines: 'one' } as const;
  return value === '' ? field : { ...field, value };
}

function choice(id: string, label: string, value: string, words: Readonly<Record<string, string>>): Field {
  const options = Object.entries(words).map(([each, word]) => ({ label: word, value: each }));
  return { kind: 'choice', id, label, options, value };
}
