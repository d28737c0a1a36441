import { entryFor } from '../../commands/catalogue.ts';
import { parseIntent } from '../../commands/parse-intent.ts';
import type { Invocation } from '../../domain/inbound.ts';
import type { Actor } from '../../domain/person.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { Answer } from '../bot.ts';
import type { Services } from '../services.ts';
import { answerIntent } from './answer-intent.ts';
import { withoutMentions } from './mentions.ts';
import { once } from './once.ts';
import { refuse } from './refuse.ts';
import { resolveActor } from './resolve-actor.ts';
import { refuseForWantOfRole } from './want-of-role.ts';

/** Leg 1: a verified command to its answer. Never throws; what goes wrong is answered and recorded. */
export async function answerCommand(services: Services, invocation: Invocation): Promise<Answer> {
  const startedAt = services.clock.now();
  const answer = await once(services, invocation, 'Command Refused', () => runCommand(services, invocation));
  services.metrics.time('command_ms', services.clock.now() - startedAt, { outcome: answer.outcome });
  return answer;
}

/** The command after its delivery was claimed; also what a `say` button runs. */
export async function runCommand(services: Services, invocation: Invocation): Promise<Answer> {
  let actor: Actor | null = null;
  try {
    actor = await resolveActor(services, invocation);
    const parsed = parseIntent(invocation.text, { files: invocation.files });
    // A file may hold a hundred thousand names.
    if (invocation.files.length > 0) await services.breathe();
    if (!parsed.ok) throw new ProblemError(parsed.problem);
    const entry = entryFor(parsed.intent);
    services.metrics.count('commands', { command: entry.name });
    services.logger.info('command', { delivery: invocation.deliveryId, command: entry.name });
    const { intent } = parsed;
    const decidesOn = intent.kind === 'approve' || intent.kind === 'reject' ? intent.approval : null;
    await refuseForWantOfRole(services, actor.person, entry, decidesOn);
    const named = await withoutMentions(services, intent);
    return await answerIntent(services, { actor, invocation, intent: named });
  } catch (error) {
    return refuse(services, { actor, arrival: invocation, action: 'Command Refused' }, error);
  }
}
