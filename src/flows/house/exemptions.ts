import type { Day } from '../../domain/filter.ts';
import type { Exemption } from '../../domain/house.ts';
import type { ExemptionsNotice } from '../../domain/house-notice.ts';
import { ProblemError } from '../../domain/problem.ts';
import { daysOf } from '../../domain/resolve-days.ts';
import { answerWith } from '../answer.ts';
import type { Asking } from '../approval/ask-approval.ts';
import { auditOf } from '../audit.ts';
import type { Answer } from '../bot.ts';
import { nameOf } from '../people.ts';
import type { Services } from '../services.ts';
import { theUser } from '../the-user.ts';
import { askSetting } from './ask-setting.ts';

const MAX_SHOWN = 200;

/** Who is exempt, until when, why and who answers for it; the newest first. */
export async function showExemptions({ storage, clock, rules }: Services): Promise<ExemptionsNotice> {
  const today = daysOf(rules.zone).dayOf(clock.now());
  const entries: ExemptionsNotice['entries'][number][] = [];
  for (const { username, until, reason, owner } of await storage.exemptions.list({ limit: MAX_SHOWN })) {
    entries.push({ username, until, reason, owner: await nameOf(storage, owner), isOver: until < today });
  }
  return { kind: 'exemptions', entries };
}

/** Leaves a user alone until a day, with a reason; an exemption is never shortened by a second one. */
export async function exemptUser(
  services: Services,
  asking: Asking,
  wish: { readonly name: string; readonly until: Day; readonly reason: string },
): Promise<Answer> {
  const { storage, clock, rules } = services;
  const today = daysOf(rules.zone).dayOf(clock.now());
  if (wish.until < today) {
    throw new ProblemError({ kind: 'conflict', message: `${wish.until} is over. Nothing was changed.` });
  }
  const user = theUser(services, wish.name);
  const known = await storage.exemptions.load(user.ref);
  if (known !== undefined && known.until > wish.until) {
    throw new ProblemError({
      kind: 'guarded',
      message: `The exemption of ${user.username} lasts until ${known.until} already, which is later. Nothing was changed.`,
      remedy: `To shorten it, ask a second person with "exempt remove ${user.username}", then exempt again.`,
    });
  }
  const next: Exemption = {
    id: user.ref,
    version: (known?.version ?? 0) + 1,
    username: user.username,
    until: wish.until,
    reason: wish.reason,
    owner: asking.actor.person.id,
    at: clock.now(),
  };
  const audit = auditOf(services, asking, {
    key: `exempt/${user.ref}/${next.version}/${clock.now()}`,
    action: 'Setting Changed',
    status: 'done',
    target: user.username,
    description: `exempt until ${wish.until}: ${wish.reason}`,
    before: known === undefined ? null : `exempt until ${known.until}: ${known.reason}`,
  });
  if (known === undefined) await storage.exemptions.create(next, { audit: [audit] });
  else await storage.exemptions.replace(next, { audit: [audit] });
  return answerWith({
    kind: 'said',
    headline: `Exempt until ${wish.until}: ${user.username}`,
    detail: 'No change takes anything from the account until that day is over, in runs under way neither.',
  });
}

/** Asks a second person to end an exemption early. */
export async function endExemption(services: Services, asking: Asking, name: string): Promise<Answer> {
  const user = theUser(services, name);
  const known = await services.storage.exemptions.load(user.ref);
  if (known !== undefined) {
    const { id, username } = known;
    return askSetting(services, asking, { kind: 'end-exemption', user: id, username });
  }
  const message = `There is no exemption of ${user.username}, so there is none to end. Nothing was changed.`;
  throw new ProblemError({ kind: 'conflict', message });
}
