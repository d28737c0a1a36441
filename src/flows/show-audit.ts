import type { AuditWords } from '../commands/intent.ts';
import { AUDIT_ACTIONS, type AuditAction } from '../domain/audit-event.ts';
import type { AuditNotice } from '../domain/notice.ts';
import { ProblemError } from '../domain/problem.ts';
import { addDays, daysOf } from '../domain/resolve-days.ts';
import type { AuditQuery } from '../ports/stores.ts';
import { allPeople, namesOf } from './people.ts';
import type { Services } from './services.ts';

const MAX_SHOWN = 20;

/** The newest entries that match, and how many there are in all. */
export async function showAudit(services: Services, words: AuditWords): Promise<AuditNotice> {
  const { audit } = services.storage;
  const query = await queryOf(services, words);
  const events = await audit.read({ ...query, limit: MAX_SHOWN });
  return {
    kind: 'audit',
    events,
    names: await namesOf(
      services.storage,
      events.map((event) => event.actor.person),
    ),
    total: await audit.count(query),
  };
}

async function queryOf(services: Services, words: AuditWords): Promise<Omit<AuditQuery, 'limit'>> {
  const { zone } = services.rules;
  return {
    ...(words.action === null ? {} : { action: actionNamed(words.action) }),
    ...(words.person === null ? {} : { person: await personNamed(services, words.person) }),
    ...(words.target === null ? {} : { target: words.target }),
    ...(words.date?.from === undefined ? {} : { from: startOf(words.date.from, zone) }),
    ...(words.date?.to === undefined ? {} : { to: endOf(words.date.to, zone) }),
  };
}

function actionNamed(name: string): AuditAction {
  const action = AUDIT_ACTIONS.find((known) => known.toLowerCase() === name.toLowerCase());
  if (action !== undefined) return action;
  throw new ProblemError({
    kind: 'not-found',
    what: 'audit action',
    name,
    nearest: AUDIT_ACTIONS.slice(0, 5),
  });
}

async function personNamed({ storage }: Services, name: string) {
  const people = await allPeople(storage);
  const wanted = name.toLowerCase();
  const person = people.find(({ id, name }) => id.toLowerCase() === wanted || name.toLowerCase() === wanted);
  if (person !== undefined) return person.id;
  const nearest = people.map((known) => known.name).slice(0, 5);
  throw new ProblemError({ kind: 'not-found', what: 'person', name, nearest });
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
