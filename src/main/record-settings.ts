import { auditOf, ROLLCALL } from '../flows/audit.ts';
import type { Services } from '../flows/services.ts';
import type { Storage } from '../ports/storage.ts';
import { printFirstAdmin } from '../settings/read-first-admins.ts';
import type { Settings } from '../settings/settings.ts';
import { TABLE } from '../settings/table.ts';

const KEY = 'guardrails';
/** Longer lists are cut in an audit entry; the settings have them whole. */
const MAX_LENGTH = 2000;

type Parts = Pick<Services, 'clock'> & { readonly storage: Pick<Storage, 'adapter' | 'audit'> };

/**
 * Records when this start has other guardrails than the last one, since whoever may change the settings can
 * lift what two people cannot. What is kept for it holds no secret.
 */
export async function recordSettings(parts: Parts, settings: Settings): Promise<void> {
  const { storage, clock } = parts;
  const kept = storage.adapter('settings');
  const now = guardrails(settings);
  const last = await kept.get(KEY);
  const text = JSON.stringify(now);
  if (last === text) return;
  if (last !== undefined) {
    const before: Readonly<Record<string, string>> = JSON.parse(last);
    const changed = Object.keys({ ...before, ...now }).filter((key) => before[key] !== now[key]);
    const side = (values: Readonly<Record<string, string>>) =>
      changed
        .map((key) => `${key}=${values[key] ?? ''}`)
        .join(' ')
        .slice(0, MAX_LENGTH);
    await storage.audit.append([
      auditOf(parts, ROLLCALL, {
        key: `settings/${clock.now()}`,
        action: 'Setting Changed',
        status: 'done',
        target: 'settings',
        description: `the settings at start are not those of the last one: ${changed.join(', ')}`,
        before: side(before),
        after: side(now),
      }),
    ]);
  }
  // Last: a crash in between records the change twice rather than never.
  await kept.put(KEY, text);
}

/** Every setting that decides what may be changed and who may decide, by its key. */
function guardrails(settings: Settings): Readonly<Record<string, string>> {
  const list = (names: Iterable<string>) => [...names].sort().join(',');
  return {
    [TABLE.capUsers.key]: String(settings.cap.users),
    [TABLE.capPercent.key]: String(settings.cap.percentOfActive),
    [TABLE.protectedUsers.key]: list(settings.protectedUsers),
    [TABLE.protectedGroups.key]: list(settings.protectedGroups),
    [TABLE.serviceAccounts.key]: list(settings.serviceAccounts),
    [TABLE.firstAdmins.key]: list(settings.firstAdmins.map(printFirstAdmin)),
    ...ways(settings),
  };
}

/** Who may come in from Slack, once it was ever on: an older record without it is no change. */
function ways({ slack }: Settings): Readonly<Record<string, string>> {
  if (slack === null) return {};
  return {
    [TABLE.slackTeams.key]: [...slack.teams].sort().join(','),
    [TABLE.slackMatchEmail.key]: slack.matchMail ? 'yes' : 'no',
  };
}
