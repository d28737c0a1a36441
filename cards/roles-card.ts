import type { RolesNotice } from '../src/domain/house-notice.ts';
import { type Block, type Card, card, line } from './card.ts';
import { count, number } from './format.ts';
import { given } from './text.ts';

type Person = RolesNotice['people'][number];

const MAX_ENTRIES = 40;
/** Of one person through groups. */
const MAX_THROUGH = 3;

/** Who holds which role, and through which group. */
export function rolesCard({ people, groups }: RolesNotice): Card {
  const holders = people.filter(({ roles, through }) => roles.length + through.length > 0);
  const none = holders.length === 0;
  return card({
    headline: none
      ? 'Nobody holds a role'
      : `${count(holders.length, 'person', 'people')} ${holders.length === 1 ? 'holds' : 'hold'} a role`,
    blocks: [
      ...(none ? [] : [peopleTable(holders)]),
      ...(groups.length === 0 ? [] : [groupsTable(groups)]),
      line('To give one, if somebody else approves:  ', {
        text: 'roles give PERSON approver',
        style: 'code',
      }),
      line('To take one away:  ', { text: 'roles take PERSON approver', style: 'code' }),
    ],
  });
}

function peopleTable(people: readonly Person[]): Block {
  const shown = people.slice(0, MAX_ENTRIES);
  const columns = [
    { title: 'Person', weight: 3 },
    { title: 'Id', weight: 2 },
    { title: 'Roles', weight: 6 },
  ];
  const rows = shown.map((person) => [given(person.name), given(person.id), roleWords(person)]);
  return { kind: 'table', columns, rows, more: people.length - shown.length };
}

function roleWords({ roles, through }: Person): string {
  const lent = through.slice(0, MAX_THROUGH).map(({ role, group }) => `${role} (through ${given(group)})`);
  const more = through.length - lent.length;
  return `${[...roles, ...lent].join(', ')}${more > 0 ? ` … ${number(more)} more` : ''}`;
}

function groupsTable(groups: RolesNotice['groups']): Block {
  const shown = groups.slice(0, MAX_ENTRIES);
  const columns = [
    { title: 'Group', weight: 5 },
    { title: 'Role of every member', weight: 6 },
  ];
  const rows = shown.map(({ group, role }) => [given(group), role]);
  return { kind: 'table', columns, rows, more: groups.length - shown.length };
}
