import type { PeopleNotice } from '../src/domain/house-notice.ts';
import { type Card, card, line } from './card.ts';
import { count, number } from './format.ts';
import { given } from './text.ts';

const MAX_PEOPLE = 40;
/** Accounts and users of one person. */
const MAX_EACH = 3;
/** Of the account of a tenant whose ids are two UUIDs, with room to spare. */
const MAX_VALUE = 100;

/** Who Rollcall knows, and by what it knows them. */
export function peopleCard({ people }: PeopleNotice): Card {
  const shown = people.slice(0, MAX_PEOPLE);
  const columns = [
    { title: 'Person', weight: 3 },
    { title: 'Id', weight: 2 },
    { title: 'Roles', weight: 3 },
    { title: 'Accounts', weight: 4 },
    { title: 'Users', weight: 2 },
  ];
  const rows = shown.map(({ id, name, roles, accounts, users }) => [
    given(name),
    given(id),
    roles.length === 0 ? 'none' : [...new Set(roles)].join(', '),
    few(accounts, 'none, cannot write'),
    few(users, 'none'),
  ]);
  return card({
    headline:
      people.length === 0
        ? 'Rollcall knows nobody'
        : `Rollcall knows ${count(people.length, 'person', 'people')}`,
    blocks: [
      ...(people.length === 0
        ? []
        : [{ kind: 'table' as const, columns, rows, more: people.length - shown.length }]),
      line('To say who writes from an account:  ', { text: 'people link NAME ACCOUNT', style: 'code' }),
      line('To end that:  ', { text: 'people unlink ACCOUNT', style: 'code' }),
    ],
  });
}

function few(values: readonly string[], none: string): string {
  if (values.length === 0) return none;
  const shown = values.slice(0, MAX_EACH).map((value) => given(value, MAX_VALUE));
  const more = values.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` … ${number(more)} more` : ''}`;
}
