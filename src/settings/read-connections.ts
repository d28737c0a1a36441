import type { ConnectionName } from '../domain/ids.ts';
import { didYouMean, type Read, wrong } from './readers.ts';
import type { ConnectionSetting } from './settings.ts';

/** The kinds of connection this version has. */
const CONNECTION_KINDS: readonly ConnectionSetting['kind'][] = ['sandbox', 'csv'];

const NAME = /^[a-z][a-z0-9-]{0,30}$/;
const FORMS = 'Write sandbox, csv:FILE, or several as NAME=csv:FILE NAME=sandbox with spaces between them.';

/** Reads one or more connections; a file name with spaces stands in quotes. */
export function readConnections(text: string): Read<readonly ConnectionSetting[]> {
  const parts = text.match(/(?:[^\s"']|"[^"]*"|'[^']*')+|["']/g) ?? [];
  const connections: ConnectionSetting[] = [];
  for (const part of parts) {
    const read = readConnection(part.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
    if (!read.ok) return read;
    connections.push(read.value);
  }
  return checkTogether(connections);
}

function readConnection(text: string): Read<ConnectionSetting> {
  const named = /^([^=:/\\]*)=(.*)$/s.exec(text);
  const [, kind = '', target = ''] = /^([^:]*):?(.*)$/s.exec(named?.[2] ?? text) ?? [];
  const name = (named?.[1] ?? kind).toLowerCase() as ConnectionName;
  const lower = kind.toLowerCase();
  if (lower !== 'sandbox' && lower !== 'csv') {
    const known = CONNECTION_KINDS;
    const remedy = `${didYouMean(kind, known)}This version has ${known.join(' and ')}. ${FORMS}`;
    return wrong(`names a kind of connection there is not: "${kind.slice(0, 60)}".`, `${remedy} ${SPACES}`);
  }
  if (!NAME.test(name)) {
    return wrong(
      `has "${name}" as a name.`,
      'A name is a letter, then letters, digits and dashes, 31 at most.',
    );
  }
  if (lower === 'sandbox') {
    return target === ''
      ? { ok: true, value: { name, kind: lower } }
      : wrong('has something behind sandbox:.', 'Write sandbox alone; its settings are ROLLCALL_SANDBOX_….');
  }
  return target === ''
    ? wrong('has no file behind csv:.', FORMS)
    : { ok: true, value: { name, kind: lower, path: target } };
}

const SPACES = 'Put quotes round a file name with spaces.';

function checkTogether(connections: readonly ConnectionSetting[]): Read<readonly ConnectionSetting[]> {
  if (connections.length === 0) return wrong('names no connection.', FORMS);
  const seen = connections.map(({ name }) => name);
  const twice = seen.find((name, n) => seen.indexOf(name) !== n);
  if (twice !== undefined) {
    return wrong(
      `has two connections named "${twice}".`,
      'Give each its own name, as in hr=csv:FILE main=csv:FILE.',
    );
  }
  return { ok: true, value: connections };
}
