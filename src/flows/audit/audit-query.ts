import type { AuditWords } from '../../commands/intent.ts';
import { nearest } from '../../commands/nearest.ts';
import { AUDIT_ACTIONS, type AuditAction } from '../../domain/audit-event.ts';
import { ProblemError } from '../../domain/problem.ts';
import { addDays, daysOf } from '../../domain/resolve-days.ts';
import type { AuditQuery } from '../../ports/audit-log.ts';
import { personNamed } from '../people.ts';
import type { Services } from '../services.ts';

/** What an audit filter as typed asks the log for; throws `not-found` for a name that is none. */
export async function auditQueryOf(
  services: Pick<Services, 'storage' | 'rules'>,
  { action, person, target, date }: AuditWords,
): Promise<Omit<AuditQuery, 'limit'>> {
  return {
    ...(action === null ? {} : { action: actionNamed(action) }),
    ...(person === null ? {} : { person: (await personNamed(services, person)).id }),
    ...(target === null ? {} : { target }),
    ...(date?.from === undefined ? {} : { from: startOf(date.from, services.rules.zone) }),
    ...(date?.to === undefined ? {} : { to: endOf(date.to, services.rules.zone) }),
  };
}

function actionNamed(name: string): AuditAction {
  const wanted = name.toLowerCase();
  const action = AUDIT_ACTIONS.find((known) => known.toLowerCase() === wanted);
  if (action !== undefined) return action;
  throw unknown('audit action', name, nearest(name, AUDIT_ACTIONS));
}

function unknown(what: string, name: string, near: string | undefined): ProblemError {
  return new ProblemError({ kind: 'not-found', what, name, nearest: near === undefined ? [] : [near] });
}

/** The first instant of a day (`2026-11-23`) or month (`2026-11`) in the organisation's zone. */
function startOf(day: string, zone: string): number {
  return daysOf(zone).startOf(isMonth(day) ? `${day}-01` : day);
}

/** The first instant after a day or month. */
function endOf(day: string, zone: string): number {
  // Thirty-one days after its first, every month is over.
  const next = isMonth(day) ? `${addDays(`${day}-01`, 31).slice(0, 7)}-01` : addDays(day, 1);
  return daysOf(zone).startOf(next);
}

function isMonth(day: string): boolean {
  return day.length === 'yyyy-mm'.length;
}
