import type { Place } from '../domain/account.ts';
import type { AuditActor, AuditDraft } from '../domain/audit-event.ts';
import type { Actor } from '../domain/person.ts';
import type { Services } from './services.ts';

/** Who did something and where, as flows have it at hand; null for Rollcall itself. */
export interface Origin {
  readonly actor: Actor | null;
  readonly place: Place | null;
}

/** Rollcall acting by itself: expiry, reads, the end of a run. */
export const ROLLCALL: Origin = { actor: null, place: null };

type AuditFields = Pick<AuditDraft, 'key' | 'action' | 'status' | 'target' | 'description'> &
  Partial<Pick<AuditDraft, 'before' | 'after'>>;

/** An audit entry with the time and the origin filled in. */
export function auditOf({ clock }: Pick<Services, 'clock'>, origin: Origin, fields: AuditFields): AuditDraft {
  const actor: AuditActor = {
    person: origin.actor?.person.id ?? null,
    account: origin.actor?.account ?? null,
  };
  return { at: clock.now(), actor, place: origin.place, before: null, after: null, ...fields };
}
