import type { ProtectionsNotice } from '../src/domain/house-notice.ts';
import { type Card, type CardContext, card, line } from './card.ts';
import { count, day, list } from './format.ts';
import { given } from './text.ts';

type Entry = ProtectionsNotice['entries'][number];

const MAX_ENTRIES = 50;

/** Users and groups that no change may take anything from. */
export function protectionsCard({ entries }: ProtectionsNotice, context: CardContext): Card {
  const protect = [
    line('To protect a user:  ', { text: 'protect user:NAME', style: 'code' }),
    line('To protect the members of a group:  ', { text: 'protect group:NAME', style: 'code' }),
  ];
  if (entries.length === 0) {
    return card({
      headline: 'No user or group is protected by name',
      blocks: [line('Administrators and service accounts are left alone all the same.'), ...protect],
    });
  }
  const shown = entries.slice(0, MAX_ENTRIES);
  const columns = [
    { title: 'Protected', weight: 4 },
    { title: 'Kind', weight: 2 },
    { title: 'By', weight: 5 },
  ];
  const rows = shown.map((entry) => [given(entry.name), entry.what, byWords(entry, context)]);
  return card({
    headline: headlineOf(entries),
    evidence: ['No change takes anything from them or from the members of these groups.'],
    blocks: [
      { kind: 'table', columns, rows, more: entries.length - shown.length },
      ...protect,
      line('To stop, if somebody else approves:  ', { text: 'protect remove user:NAME', style: 'code' }),
    ],
  });
}

function headlineOf(entries: readonly Entry[]): string {
  const users = entries.filter(({ what }) => what === 'user').length;
  const groups = entries.length - users;
  const parts = [
    ...(users > 0 ? [count(users, 'user')] : []),
    ...(groups > 0 ? [count(groups, 'group')] : []),
  ];
  return `${list(parts)} ${entries.length === 1 ? 'is' : 'are'} protected`;
}

function byWords({ by }: Entry, { zone }: CardContext): string {
  return by === null ? 'the settings file' : `${given(by.name)}, ${day(by.at, zone)}`;
}
