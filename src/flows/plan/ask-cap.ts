import type { Place } from '../../domain/account.ts';
import type { ApprovalId } from '../../domain/ids.ts';
import type { Actor } from '../../domain/person.ts';
import { ProblemError } from '../../domain/problem.ts';
import { counted, numberText } from '../../domain/text.ts';
import type { Answer } from '../bot.ts';
import { capToday } from '../cap.ts';
import { askSetting } from '../house/ask-setting.ts';
import { loadApproval } from '../load.ts';
import type { Services } from '../services.ts';
import { heldPlan } from './take-fewer.ts';

/** Asks a second person for a higher cap for one held change; it ends by itself after a day. */
export async function askCap(
  services: Services,
  origin: { readonly actor: Actor; readonly place: Place },
  wish: { readonly approval: ApprovalId; readonly to: number; readonly reason: string },
): Promise<Answer> {
  const approval = await loadApproval(services.storage, wish.approval);
  const plan = await heldPlan(services, approval, origin.actor);
  const { used, left } = await capToday(services, plan.connection);
  const eligible = plan.cap?.eligible ?? 0;
  const least = used + eligible;
  const enough = `Ask for ${least} or more with "cap ${wish.approval} ${least} "why""`;
  if (wish.to < least) {
    throw new ProblemError({
      kind: 'guarded',
      message: `A cap of ${numberText(wish.to)} is not enough: ${counted(eligible, 'user is', 'users are')} eligible, and ${numberText(used)} lost access in the last 24 hours or are about to. Nothing was changed.`,
      remedy: left === 0 ? `${enough}.` : `${enough}, or take fewer with "take ${wish.approval}".`,
    });
  }
  const { users } = services.census.roster.figures(plan.connection);
  if (wish.to > Math.max(users, least)) {
    throw new ProblemError({
      kind: 'guarded',
      message: `A cap of ${numberText(wish.to)} is more than the ${counted(users, 'user')} of ${plan.source.label}. Nothing was changed.`,
      remedy: `${enough}.`,
    });
  }
  return askSetting(
    services,
    origin,
    { kind: 'raise-cap', approval: wish.approval, to: wish.to },
    wish.reason,
  );
}
