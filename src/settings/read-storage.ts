import { type Read, wrong } from './readers.ts';
import type { StorageSetting } from './settings.ts';

const EXAMPLE = 'mongodb://USER:PASSWORD@HOST:27017/rollcall';

/**
 * The store by its name or by a MongoDB connection string. No message holds any of the text, which has a password.
 * What only the driver knows, such as the names of its options, it says itself at the start.
 */
export function readStorage(text: string): Read<StorageSetting> {
  if (text.toLowerCase() === 'sqlite') return { ok: true, value: { kind: 'sqlite' } };
  const parts = /^mongodb(\+srv)?:\/\/([^/?]*)(.*)$/is.exec(text);
  if (parts === null) return wrong('names no store.', howToName(text));
  const [, srv, authority = '', rest = ''] = parts;
  const at = authority.lastIndexOf('@');
  const [user, hosts] = [authority.slice(0, Math.max(0, at)), authority.slice(at + 1)];
  const remedy = wrongUser(user, rest) ?? wrongHosts(hosts, srv !== undefined) ?? wrongDatabase(rest);
  if (remedy !== undefined) return wrong('is no MongoDB connection string.', remedy);
  return { ok: true, value: { kind: 'mongodb', url: text } };
}

function howToName(text: string): string {
  if (/^mongodb?(\+srv)?:/i.test(text)) return `Begin with mongodb:// or mongodb+srv://, as in ${EXAMPLE}.`;
  if (/^[a-z][a-z0-9+]*:\/\//i.test(text))
    return `Only SQLite and MongoDB are known. Give sqlite or ${EXAMPLE}.`;
  if (/[/\\]|\.db$/i.test(text)) return 'Give sqlite here, and the folder of its database in ROLLCALL_DATA.';
  return `Give sqlite, or a MongoDB connection string such as ${EXAMPLE}.`;
}

/** A password with a sign that means something in an address cuts the address short. */
function wrongUser(user: string, rest: string): string | undefined {
  const [, ...passwords] = user.split(':');
  const isPlain = !/[@\s]/.test(user) && passwords.length < 2 && !/%(?![0-9a-f]{2})/i.test(user);
  if (isPlain && !/^[^?]*@/.test(rest)) return undefined;
  return 'Write signs such as @ : / ? # % in the user and the password as %40 %3A %2F %3F %23 %25.';
}

function wrongHosts(hosts: string, isSrv: boolean): string | undefined {
  if (isSrv && /[,:]/.test(hosts)) return 'After mongodb+srv:// comes one host name without a port.';
  const isHost = (host: string) => /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i.test(host);
  if (hosts.split(',').every(isHost)) return undefined;
  return `Name the host, or several with commas between them, as in ${EXAMPLE}.`;
}

function wrongDatabase(rest: string): string | undefined {
  const [name = ''] = rest.replace(/^\//, '').split('?');
  if (/^[^/\\.\s"$]{0,63}$/.test(name)) return undefined;
  return `After the host come a slash and the name of one database, without / \\ . " $ or spaces, as in ${EXAMPLE}.`;
}
