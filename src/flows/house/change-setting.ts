import { accountKey } from '../../domain/account.ts';
import { type Approval, release } from '../../domain/approval.ts';
import type { AuditAction, AuditDraft } from '../../domain/audit-event.ts';
import type { ApprovalId } from '../../domain/ids.ts';
import type { Person } from '../../domain/person.ts';
import { isProblem, ProblemError } from '../../domain/problem.ts';
import { isLink, type LinkChange, type RoleHolder, type SettingChange } from '../../domain/setting-change.ts';
import { CAP_WINDOW_MS } from '../../policy/cap.ts';
import type { Effects } from '../../ports/records.ts';
import { auditOf } from '../audit.ts';
import { announceJob, refreshJob } from '../job-requests.ts';
import { loadApproval } from '../load.ts';
import type { Services } from '../services.ts';
import { linkedPerson } from './linked-person.ts';
import { oneByOne, type RequireTurn } from './one-by-one.ts';
import { keptFor } from './protections.ts';
import { groupRoleId } from './roles.ts';
import { settingWords } from './setting-words.ts';

/** Entries looked through at a time. */
const PAGE = 200;

/** Carries out an approved change of a setting, once however often it is called. */
export async function changeSetting(services: Services, id: ApprovalId): Promise<void> {
  const approval = await loadApproval(services.storage, id);
  const { state, subject } = approval;
  if (state !== 'approved' || subject.kind !== 'setting') return;
  // The entry of a try that died is written with its record, and in the log only once it is delivered.
  await deliverOthers(services);
  const { change } = subject;
  const moot = await mootWords(services, approval, change);
  const audit = auditOf(
    services,
    { actor: null, place: approval.requestedFrom },
    {
      key: `setting/${id}`,
      action: actionOf(change),
      status: moot === null ? 'done' : 'skipped',
      target: targetOf(change),
      description: `${id}: ${settingWords(change)}${moot === null ? '' : `, ${moot}`}`,
    },
  );
  if (await isRecorded(services, audit)) return;
  const entry = { ...audit, actor: { person: approval.requestedBy, account: null } };
  if (moot !== null) await services.storage.audit.append([entry]);
  else await carryOut(services, approval, change, { audit: [entry] });
}

/** What cannot be delivered, since somebody edited it, is told by the sweep and holds no change up. */
async function deliverOthers({ storage, scheduler, logger }: Services): Promise<void> {
  try {
    await storage.deliverEffects((job) => scheduler.enqueue(job));
  } catch (error) {
    if (isProblem(error, 'unavailable')) throw error;
    logger.warn('effects wait for the sweeper', { error });
  }
}

/** Why there is nothing left to carry out, behind what was asked for; null when there is. */
async function mootWords(
  services: Services,
  approval: Approval,
  change: SettingChange,
): Promise<string | null> {
  if (change.kind === 'raise-cap') {
    return (await raisedFor(services, change)) === undefined ? 'which no cap holds back any more' : null;
  }
  if (change.kind === 'give-role') {
    const isOther = await hasOtherAccount(services, change.to);
    return isOther ? 'who writes from another account by now' : null;
  }
  if (!isLink(change)) return null;
  const linked = await linkedPerson(services, approval, change);
  return linked.ok ? null : linked.why;
}

/**
 * The entry is written together with the change. A repetition long after it must not, for example, end a
 * protection that somebody gave again since, nor give back a role that was taken.
 */
async function isRecorded({ storage }: Services, { key, action, target }: AuditDraft): Promise<boolean> {
  for (let beforeSeq: number | undefined; ; ) {
    // Not by time: the clock may have been set back since it was asked for.
    const query = { action, target, limit: PAGE };
    const page = await storage.audit.read(beforeSeq === undefined ? query : { ...query, beforeSeq });
    if (page.some((event) => event.key === key)) return true;
    if (page.length < PAGE) return false;
    beforeSeq = page.at(-1)?.seq;
  }
}

async function carryOut(
  services: Services,
  approval: Approval,
  change: SettingChange,
  effects: Effects,
): Promise<void> {
  const { storage } = services;
  switch (change.kind) {
    case 'unprotect':
      return endProtection(services, change, effects);
    case 'end-exemption':
      return storage.exemptions.remove(change.user, effects);
    case 'give-role':
      return giveRole(services, approval, change, effects);
    case 'raise-cap':
      return raiseCap(services, approval.id, change, effects);
    case 'link-account':
    case 'link-user':
      return changeLink(services, approval, change, effects, () => undefined);
    case 'unlink-user':
      return oneByOne(services, (requireTurn) =>
        changeLink(services, approval, change, effects, requireTurn),
      );
    case 'audit-retention': {
      const known = await storage.auditRetention.load('audit-retention');
      const next = { id: 'audit-retention', version: (known?.version ?? 0) + 1, days: change.days } as const;
      if (known === undefined) return storage.auditRetention.create(next, effects);
      return storage.auditRetention.replace(next, effects);
    }
  }
}

async function changeLink(
  services: Services,
  approval: Approval,
  change: LinkChange,
  effects: Effects,
  requireTurn: RequireTurn,
): Promise<void> {
  const { people } = services.storage;
  const linked = await linkedPerson(services, approval, change);
  if (!linked.ok) throw movedOn(approval.id);
  const { person } = linked;
  requireTurn();
  if (person.version === 1) await people.create(person, effects);
  else await people.replace(person, effects);
}

/** What was there a moment ago is not any more: the job comes again and records why. */
function movedOn(id: ApprovalId): ProblemError {
  const message = `What ${id} is about changed while it was carried out.`;
  return new ProblemError({ kind: 'conflict', message });
}

/** Of the account that was asked about, whoever has its name by now. */
async function endProtection(
  services: Services,
  change: Extract<SettingChange, { readonly kind: 'unprotect' }>,
  effects: Effects,
): Promise<void> {
  const kept = await keptFor(services, change);
  if (kept === undefined) return services.storage.audit.append(effects.audit ?? []);
  return services.storage.protections.remove(kept.id, effects);
}

/**
 * True when the person has an account that they did not have when it was asked for: to somebody without a role one is
 * linked at once, and whoever approved did not have it before them.
 */
async function hasOtherAccount({ storage }: Services, to: RoleHolder): Promise<boolean> {
  if (to.kind === 'group') return false;
  const person = await storage.people.load(to.person);
  return person !== undefined && writesFromElsewhere(person, to);
}

function writesFromElsewhere({ accounts }: Person, { accounts: asked }: PersonHolder): boolean {
  return asked !== undefined && accounts.some((account) => !asked.includes(accountKey(account)));
}

type PersonHolder = Extract<RoleHolder, { readonly kind: 'person' }>;

async function giveRole(
  { storage, clock }: Services,
  { id: asked, requestedBy }: Approval,
  { to, role }: Extract<SettingChange, { readonly kind: 'give-role' }>,
  effects: Effects,
): Promise<void> {
  if (to.kind === 'group') {
    const { group } = to;
    const id = groupRoleId(role, group);
    if ((await storage.groupRoles.load(id)) !== undefined) return storage.audit.append(effects.audit ?? []);
    const given = { id, version: 1, role, group, by: requestedBy, at: clock.now() };
    return storage.groupRoles.create(given, effects);
  }
  const person = await storage.people.load(to.person);
  if (person !== undefined && writesFromElsewhere(person, to)) throw movedOn(asked);
  if (person === undefined || person.roles.includes(role)) return storage.audit.append(effects.audit ?? []);
  const next = { ...person, version: person.version + 1, roles: [...person.roles, role] };
  await storage.people.replace(next, effects);
}

type RaiseCap = Extract<SettingChange, { readonly kind: 'raise-cap' }>;

/** The held change goes on to its own approval, under the higher cap, until that ends by itself. */
async function raiseCap(
  services: Services,
  asked: ApprovalId,
  change: RaiseCap,
  { audit = [] }: Effects,
): Promise<void> {
  const { storage } = services;
  const released = await raisedFor(services, change);
  if (released === undefined) throw movedOn(asked);
  const { id } = released;
  await storage.approvals.replace(released, { audit, jobs: [announceJob(id), refreshJob(id)] });
}

/** The held change under the higher cap; undefined when it was taken, withdrawn or expired meanwhile. */
async function raisedFor(
  { storage, clock }: Services,
  { approval, to }: RaiseCap,
): Promise<Approval | undefined> {
  const held = await loadApproval(storage, approval);
  return release(held, { raisedCap: { to, until: clock.now() + CAP_WINDOW_MS } }, clock.now());
}

function actionOf(change: SettingChange): AuditAction {
  if (change.kind === 'raise-cap') return 'Cap Raised';
  if (change.kind !== 'audit-retention') return 'Setting Changed';
  return change.days === null ? 'Delete Logs Scheduler Disabled' : 'Delete Logs Scheduler Enabled';
}

function targetOf(change: SettingChange): string {
  switch (change.kind) {
    case 'unprotect':
      return change.name;
    case 'end-exemption':
      return change.username;
    case 'give-role':
      return change.to.kind === 'person' ? change.to.person : change.to.group;
    case 'raise-cap':
      return change.approval;
    case 'audit-retention':
      return 'audit';
    case 'link-account':
    case 'link-user':
    case 'unlink-user':
      return change.person;
  }
}
