import { resolve } from 'node:path';
import { ProblemError } from '../domain/problem.ts';
import { readStorage } from '../settings/read-storage.ts';

/** Where a store is, as an operator names it. */
export type StorePlace =
  | { readonly kind: 'folder'; readonly folder: string }
  /** `url` may hold a password. */
  | { readonly kind: 'mongodb'; readonly url: string };

/**
 * Reads `mongodb://…`, `mongodb+srv://…`, `sqlite:FOLDER`, or a folder's path; `env:NAME` is what that variable holds,
 * for a password that other users of the machine should not see among the running commands.
 */
export function readStorePlace(text: string, env: Readonly<Record<string, string | undefined>>): StorePlace {
  if (text.startsWith('env:')) return readStorePlace(held(text.slice('env:'.length), env), {});
  if (/^mongodb(\+srv)?:/i.test(text)) return { kind: 'mongodb', url: readable(text) };
  const folder = text.replace(/^sqlite:/, '');
  if (/:\/\/|^\W*mongo\w*:/i.test(folder)) throw misspelt();
  return { kind: 'folder', folder: resolve(folder) };
}

/** What is nearly a connection string, in quotes perhaps, may hold a password too: no message repeats it. */
function misspelt(): ProblemError {
  const remedy =
    'It is neither a folder nor one that MongoDB knows. Begin with mongodb:// or mongodb+srv://, without quotes or ' +
    'blanks around it.';
  return new ProblemError({ kind: 'misconfigured', key: 'The connection string', remedy });
}

function held(name: string, env: Readonly<Record<string, string | undefined>>): string {
  if (!/^\w+$/.test(name)) {
    const remedy = 'After "env:" comes the name of a variable that holds it, as in env:ROLLCALL_STORAGE.';
    throw new ProblemError({ kind: 'misconfigured', key: 'The store', remedy });
  }
  const text = env[name]?.trim() ?? '';
  if (text !== '') return text;
  throw new ProblemError({ kind: 'misconfigured', key: name, remedy: 'It is not set. Set it to a store.' });
}

/** Throws `misconfigured` for a connection string that the setting would not take either. */
function readable(text: string): string {
  const read = readStorage(text);
  if (read.ok) return text;
  throw new ProblemError({ kind: 'misconfigured', key: 'The connection string', remedy: read.remedy });
}

/** A place in words without its user, password and options. */
export function placeName(place: StorePlace): string {
  if (place.kind === 'folder') return `the data folder ${place.folder}`;
  // Up to the last @, since a password that should have been encoded may hold one.
  const [, hosts = '', database = ''] = /^[^:]+:\/\/(?:.*@)?([^/?@]*)(?:\/([^?]*))?/.exec(place.url) ?? [];
  return `the MongoDB database ${database === '' ? 'rollcall' : database} at ${hosts}`;
}
