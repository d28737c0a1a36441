import { type Approval, release } from '../domain/approval.ts';
import type { AuditAction } from '../domain/audit-event.ts';
import { protectionId } from '../domain/house.ts';
import type { ApprovalId } from '../domain/ids.ts';
import { isProblem } from '../domain/problem.ts';
import type { SettingChange } from '../domain/setting-change.ts';
import { CAP_WINDOW_MS } from '../policy/cap.ts';
import type { Effects } from '../ports/stores.ts';
import { auditOf } from './audit.ts';
import { announceJob, refreshJob } from './job-requests.ts';
import { loadApproval } from './load.ts';
import { groupRoleId } from './roles.ts';
import type { Services } from './services.ts';
import { settingWords } from './setting-words.ts';

/** Carries out an approved change of a setting; safe to repeat. */
export async function changeSetting(services: Services, id: ApprovalId): Promise<void> {
  const approval = await loadApproval(services.storage, id);
  const { state, subject } = approval;
  if (state !== 'approved' || subject.kind !== 'setting') return;
  const { change } = subject;
  const isMoot = change.kind === 'raise-cap' && (await raisedFor(services, change)) === undefined;
  const audit = auditOf(
    services,
    { actor: null, place: approval.requestedFrom },
    {
      key: `setting/${id}`,
      action: actionOf(change),
      status: isMoot ? 'skipped' : 'done',
      target: targetOf(change),
      description: `${id}: ${settingWords(change)}${isMoot ? ', which no cap holds back any more' : ''}`,
    },
  );
  const entry = { ...audit, actor: { person: approval.requestedBy, account: null } };
  await services.storage.audit.append([entry]);
  await carryOut(services, approval, change);
}

async function carryOut(services: Services, approval: Approval, change: SettingChange): Promise<void> {
  const { storage } = services;
  switch (change.kind) {
    case 'unprotect':
      return storage.protections.remove(protectionId(change.what, change.name));
    case 'end-exemption':
      return storage.exemptions.remove(change.user);
    case 'give-role':
      return giveRole(services, approval, change);
    case 'raise-cap':
      return raiseCap(services, change);
    case 'audit-retention': {
      const known = await storage.auditRetention.load('audit-retention');
      const next = { id: 'audit-retention', version: (known?.version ?? 0) + 1, days: change.days } as const;
      if (known === undefined) return once(storage.auditRetention.create(next));
      if (known.days !== change.days) await storage.auditRetention.replace(next);
      return;
    }
  }
}

async function giveRole(
  { storage, clock }: Services,
  { requestedBy }: Approval,
  { to, role }: Extract<SettingChange, { readonly kind: 'give-role' }>,
): Promise<void> {
  if (to.kind === 'group') {
    const { group } = to;
    const id = groupRoleId(role, group);
    return once(storage.groupRoles.create({ id, version: 1, role, group, by: requestedBy, at: clock.now() }));
  }
  const person = await storage.people.load(to.person);
  if (person === undefined || person.roles.includes(role)) return;
  await storage.people.replace({ ...person, version: person.version + 1, roles: [...person.roles, role] });
}

type RaiseCap = Extract<SettingChange, { readonly kind: 'raise-cap' }>;

/** The held change goes on to its own approval, under the higher cap, until that ends by itself. */
async function raiseCap(services: Services, change: RaiseCap): Promise<void> {
  const released = await raisedFor(services, change);
  if (released === undefined) return;
  const { id } = released;
  const effects: Effects = { jobs: [announceJob(id), refreshJob(id)] };
  await services.storage.approvals.replace(released, effects);
}

/** The held change under the higher cap; undefined when it was taken, withdrawn or expired meanwhile. */
async function raisedFor(
  { storage, clock }: Services,
  { approval, to }: RaiseCap,
): Promise<Approval | undefined> {
  const held = await loadApproval(storage, approval);
  return release(held, { raisedCap: { to, until: clock.now() + CAP_WINDOW_MS } }, clock.now());
}

/** Creating what a repeated job has created before is no fault. */
async function once(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isProblem(error, 'conflict')) throw error;
  }
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
  }
}
