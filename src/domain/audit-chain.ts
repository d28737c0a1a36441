import { createHmac } from 'node:crypto';
import type { AuditAction, AuditDraft, AuditHead } from './audit-event.ts';
import type { Instant } from './ids.ts';
import { ProblemError } from './problem.ts';

/** The hash before the first entry. */
export const CHAIN_START: AuditHead = { seq: 0, hash: '0'.repeat(64) };

/** The action of a tombstone: the entry that tells of a deletion. */
export const TOMBSTONE: AuditAction = 'Audit Entries Deleted';

/** A value that only this key gives; a store keeps it to know the key of its log again. */
export function keyProof(key: Uint8Array): string {
  return createHmac('sha256', key).update('rollcall audit key').digest('hex');
}

/** What a store keeps beside an entry's text, because filters and the check for repeated keys look at it. */
export interface Filed {
  readonly key: string;
  readonly at: Instant;
  readonly action: string;
  readonly person: string | null;
  readonly target: string;
}

/** One entry as it is kept: its text is what the hash covers, and what is filed has to agree with the text. */
export interface Link {
  readonly seq: number;
  readonly hash: string;
  /** The draft as JSON, exactly as it was stored. */
  readonly body: string;
  readonly filed: Filed;
}

/** The link a store's row stands for; whoever can write to the store may have put in anything. */
export function linkOfRow(seq: number, row: Readonly<Record<string, unknown>>): Link {
  return {
    seq,
    hash: String(row.hash),
    body: String(row.body),
    filed: {
      key: String(row.key),
      at: Number(row.at),
      action: String(row.action),
      person: (row.person ?? null) === null ? null : String(row.person),
      target: String(row.target),
    },
  };
}

/** What following the chain came to. `head` is the last entry that holds, `from` the first one that is kept. */
export type ChainVerdict =
  | { readonly ok: true; readonly entries: number; readonly head: AuditHead | null; readonly from: number }
  | { readonly ok: false; readonly seq: number; readonly fault: ChainFault; readonly head: AuditHead | null };

/**
 * `edited`: the entry is not what was recorded; `missing`: one before it is gone; `reordered`: another one
 * belongs here and stands nearby; `cut`: the tail is gone; `other-hash`: the chain holds, but not through the hash that
 * was noted down of this entry.
 */
export type ChainFault = 'edited' | 'missing' | 'reordered' | 'cut' | 'other-hash';

/** The hash of an entry: keyed, so that nobody without the key can write one that fits. */
export function linkHash(key: Uint8Array, before: string, seq: number, body: string): string {
  return createHmac('sha256', key).update(`${before}\n${seq}\n${body}`).digest('hex');
}

/** The draft as it is stored and hashed. */
export function bodyOf(draft: AuditDraft): string {
  return JSON.stringify(draft);
}

/** The drafts as the links that follow `head`. */
export function chainOn(key: Uint8Array, head: AuditHead, drafts: readonly AuditDraft[]): readonly Link[] {
  let { seq, hash } = head;
  return drafts.map((draft) => {
    const body = bodyOf(draft);
    seq += 1;
    hash = linkHash(key, hash, seq, body);
    return { seq, hash, body, filed: filedOf(draft) };
  });
}

/** What is filed of a draft. */
function filedOf({ key, at, action, actor, target }: AuditDraft): Filed {
  const person = actor.person === null ? null : filedText(actor.person);
  return { key: filedText(key), at, action, person, target: filedText(target) };
}

/** The first draft of each key, by the key as it is filed: a log has each key once. */
export function firstOfEachKey(drafts: readonly AuditDraft[]): ReadonlyMap<string, AuditDraft> {
  const byKey = new Map<string, AuditDraft>();
  for (const draft of drafts) {
    const key = filedText(draft.key);
    if (!byKey.has(key)) byKey.set(key, draft);
  }
  return byKey;
}

/** What appending throws when a key is taken by an entry that Rollcall did not write. */
export function keyTaken({ seq }: Pick<Link, 'seq'>): ProblemError {
  return new ProblemError({
    kind: 'guarded',
    message: `Entry ${seq} of the audit log is not as Rollcall wrote it and keeps a new one out. Nothing was changed.`,
    remedy: 'Copy the database as it is, then ask "audit verify" where the first change is.',
  });
}

/** What appending a tombstone throws when its key is known. */
export function keyKnown({ key }: AuditDraft): ProblemError {
  return new ProblemError({ kind: 'conflict', message: `The audit log has an entry ${key} already.` });
}

/** What a deletion throws when the entries it would delete do not hold. */
export function tampered(links: readonly Link[]): ProblemError {
  const message =
    `Entries ${links.at(0)?.seq} to ${links.at(-1)?.seq} of the audit log are not as they were recorded, so they ` +
    'are kept. Ask "audit verify" where the first change is.';
  return new ProblemError({ kind: 'conflict', message });
}

/** A text that every database gives back as it got it: without NUL and lone surrogates. */
export function filedText(text: string): string {
  return text.replaceAll('\0', '\u{FFFD}').replace(/\p{Surrogate}/gu, '\u{FFFD}');
}

/** A head short enough to be noted down and typed again: `1234-9f8e7d6c5b4a3f2e`. */
export function headText({ seq, hash }: AuditHead): string {
  return `${seq}-${hash.slice(0, 16)}`;
}

/**
 * Follows the chain through all entries, in pages by ascending number, to the first fault. With a tombstone,
 * the newest, it begins after that one's cut; what a torn deletion left at or below the cut is no longer part of
 * the log. The tombstone has to turn up as a link itself, since a forged one says whatever it likes.
 */
export async function followChain(
  key: Uint8Array,
  tombstone: Link | undefined,
  pages: AsyncIterable<readonly Link[]>,
): Promise<ChainVerdict> {
  const start = startOf(tombstone);
  let entries = 0;
  let head: AuditHead | null = null;
  let isVouchedFor = tombstone === undefined;
  for await (const page of pages) {
    for (const link of page) {
      if (tombstone !== undefined && link.seq <= start.seq) continue;
      const fault = faultOf(key, head ?? start, link, page);
      if (fault !== null) return { ok: false, seq: link.seq, fault, head };
      head = { seq: link.seq, hash: link.hash };
      entries += 1;
      isVouchedFor ||= link.seq === tombstone?.seq;
    }
  }
  if (!isVouchedFor) return { ok: false, seq: tombstone?.seq ?? 0, fault: 'edited', head: null };
  return { ok: true, entries, head, from: start.seq + 1 };
}

/** What the first entry of the log follows: nothing, or what the newest tombstone says. */
export function startOf(tombstone: Link | undefined): AuditHead {
  const cut = tombstone === undefined ? undefined : draftOf(tombstone)?.cut;
  return Number.isSafeInteger(cut?.seq) && typeof cut?.hash === 'string' ? cut : CHAIN_START;
}

/** True when the links follow `before` one by one and are as they were recorded. */
export function follows(key: Uint8Array, before: AuditHead, links: readonly Link[]): boolean {
  let last = before;
  return links.every((link) => {
    const holds = isNext(key, last, link);
    last = link;
    return holds;
  });
}

/** True when the link is the one that was recorded right after `before`, and what is filed is of it. */
export function isNext(key: Uint8Array, before: AuditHead, link: Link): boolean {
  return link.seq === before.seq + 1 && fits(key, before, link) && draftOf(link) !== undefined;
}

function faultOf(key: Uint8Array, before: AuditHead, link: Link, page: readonly Link[]): ChainFault | null {
  if (isNext(key, before, link)) return null;
  const isInPlace = link.seq === before.seq + 1;
  if (isInPlace && fits(key, before, link)) return 'edited';
  if (link.seq <= before.seq || page.some((other) => fits(key, before, other))) return 'reordered';
  return isInPlace ? 'edited' : 'missing';
}

/** True when the entry was recorded right after `before`. */
function fits(key: Uint8Array, before: AuditHead, { hash, body }: Link): boolean {
  return linkHash(key, before.hash, before.seq + 1, body) === hash;
}

/** The draft in an entry's text; undefined when it is none, or what is filed is not of this draft. */
function draftOf({ body, filed }: Link): AuditDraft | undefined {
  try {
    const draft: AuditDraft = JSON.parse(body);
    const recorded = filedOf(draft);
    const agrees =
      recorded.key === filed.key &&
      recorded.at === filed.at &&
      recorded.action === filed.action &&
      recorded.person === filed.person &&
      recorded.target === filed.target;
    return agrees ? draft : undefined;
  } catch {
    // A tombstone is read before its hash is checked; a text that is no draft was not written by us.
    return undefined;
  }
}
