import type { Place } from '../domain/account.ts';
import type { ApprovalId } from '../domain/ids.ts';
import type { Actor } from '../domain/person.ts';
import { ProblemError } from '../domain/problem.ts';
import { askSetting } from './ask-setting.ts';
import type { Answer } from './bot.ts';
import { capToday } from './cap.ts';
import { loadApproval } from './load.ts';
import type { Services } from './services.ts';
import { heldPlan } from './take-fewer.ts';

/** Asks a second person for a higher cap for one held change; it ends by itself after a day. */
export async function askCap(
  services: Services,
  origin: { readonly actor: Actor; readonly place: Place },
  wish: { readonly approval: ApprovalId; readonly to: number; readonly reason: string },
): Promise<Answer> {
  const approval = await loadApproval(services.storage, wish.approval);
  const plan = await heldPlan(services, approval, origin.actor);
  const { used } = await capToday(services, plan.connection);
  const least = used + (plan.cap?.eligible ?? 0);
  if (wish.to < least) {
    throw new ProblemError({
      kind: 'guarded',
      message: `A cap of ${wish.to} is not enough: ${plan.cap?.eligible ?? 0} users are eligible, and ${used} lost access in the last 24 hours or are about to. Nothing was changed.`,
      remedy: `Ask for ${least} or more with "cap ${wish.approval} ${least} "why"", or take fewer with "take ${wish.approval}".`,
    });
  }
  return askSetting(
    services,
    origin,
    { kind: 'raise-cap', approval: wish.approval, to: wish.to },
    wish.reason,
  );
}
