import { accountKey, parseAccountKey } from '../domain/account.ts';
import { names, type Read, wrong } from './readers.ts';
import type { FirstAdmin } from './settings.ts';

const FORM = 'Ada Okafor=slack/T012/U034';

/** Ids of people and `NAME=ACCOUNT`, with commas; an account is written as a refusal and `whoami` print it. */
export function readFirstAdmins(text: string): Read<readonly FirstAdmin[]> {
  const read = names(text);
  if (!read.ok) return read;
  const found: FirstAdmin[] = [];
  for (const entry of read.value) {
    const admin = readEntry(entry);
    if (typeof admin === 'string') return wrong(`has the entry "${entry.slice(0, 100)}", ${admin}`, remedy());
    found.push(admin);
  }
  const keys = found.flatMap(({ account }) => (account === null ? [] : [accountKey(account)]));
  const twice = keys.find((key, n) => keys.indexOf(key) !== n);
  if (twice === undefined) return { ok: true, value: found };
  return wrong(`gives the account ${twice} to two people.`, 'Say each account once.');
}

/** An entry as it was written. */
export function printFirstAdmin({ name, account }: FirstAdmin): string {
  return account === null ? name : `${name}=${accountKey(account)}`;
}

function readEntry(entry: string): FirstAdmin | string {
  const at = entry.lastIndexOf('=');
  if (at < 0) {
    return parseAccountKey(entry) === undefined
      ? { name: entry, account: null }
      : 'which is an account without a name.';
  }
  const name = entry.slice(0, at).trim();
  const account = parseAccountKey(entry.slice(at + 1).trim());
  if (name === '') return 'which has no name ahead of the =.';
  return account === undefined ? 'which has no account behind the =.' : { name, account };
}

function remedy(): string {
  return `Give the id of a person, or a name and an account such as ${FORM}; whoever writes to Rollcall unknown is told what their account is called.`;
}
