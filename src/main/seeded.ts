import type { AuditDraft } from '../domain/audit-event.ts';
import type { Person, Role } from '../domain/person.ts';
import { auditOf, ROLLCALL } from '../flows/audit.ts';
import type { Services } from '../flows/services.ts';
import type { Storage } from '../ports/storage.ts';

/** What seeding needs; a person and the audit entry about them are written together. */
export type SeedParts = Pick<Services, 'clock'> & {
  readonly storage: Pick<Storage, 'people' | 'adapter'>;
};

/** Stores somebody as the settings make them, with the entries about it. */
export async function replace(
  parts: SeedParts,
  known: Person,
  next: Person,
  more: readonly AuditDraft[] = [],
): Promise<void> {
  const person = { ...next, version: known.version + 1 };
  await parts.storage.people.replace(person, { audit: [...seeded(parts, known.roles, person), ...more] });
}

/** The audit entry about the roles that settings gave or took; none when they are the same. */
export function seeded(parts: SeedParts, before: readonly Role[], person: Person): readonly AuditDraft[] {
  const [had, has] = [roleWords(before), roleWords(person.roles)];
  if (had === has) return [];
  const fields = {
    key: `seeded/${encodeURIComponent(person.id)}/${person.version}`,
    action: 'Setting Changed',
    status: 'done',
    target: person.id,
    description: `the settings at start changed the roles of ${person.id}: ${had} before, ${has} now`,
    before: had,
    after: has,
  } as const;
  return [auditOf(parts, ROLLCALL, fields)];
}

function roleWords(roles: readonly Role[]): string {
  return roles.length === 0 ? 'none' : [...roles].sort().join(', ');
}
