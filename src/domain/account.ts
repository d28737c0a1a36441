import { decodePart, encodePart } from './ids.ts';

/** A chat identity: who typed or clicked, as the platform vouches for it. */
export interface Account {
  /** Platform name as its adapter declares it. */
  readonly platform: string;
  /** Workspace or tenant the account belongs to. */
  readonly tenant: string;
  /** The platform's unchanging id of the account. */
  readonly id: string;
}

/** Where something is said: a channel everyone in it reads, or a direct conversation. */
export interface Place {
  readonly platform: string;
  readonly tenant: string;
  /** The platform's id of the conversation. */
  readonly id: string;
  /** What people call it, for example `#confluence-admins`. */
  readonly name: string;
  readonly kind: 'channel' | 'direct';
}

/** What is needed to edit a message later. Plain values: it is stored and survives a restart. */
export interface MessageRef {
  readonly platform: string;
  readonly tenant: string;
  readonly place: string;
  readonly message: string;
}

/** One string for an account, usable as a key. */
export function accountKey(account: Account): string {
  return [account.platform, account.tenant, account.id].map(encodePart).join('/');
}

/** Reads what {@link accountKey} printed; undefined for any other text, so that an account has one spelling. */
export function parseAccountKey(text: string): Account | undefined {
  const parts = text.split('/');
  if (parts.length !== 3 || parts.some((part) => part === '')) return undefined;
  try {
    const [platform, tenant, id] = parts.map(decodePart) as [string, string, string];
    const account = { platform, tenant, id };
    return accountKey(account) === text ? account : undefined;
  } catch {
    return undefined;
  }
}

/** The account that a mention stands for, which every adapter decodes to `@` and its key; else undefined. */
export function mentionedAccount(text: string): Account | undefined {
  return text.startsWith('@') ? parseAccountKey(text.slice(1)) : undefined;
}
