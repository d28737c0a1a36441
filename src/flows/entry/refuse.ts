import { accountKey } from '../../domain/account.ts';
import type { AuditAction } from '../../domain/audit-event.ts';
import { type Actor, holds } from '../../domain/person.ts';
import { type Problem, problemOf } from '../../domain/problem.ts';
import { problemLine } from '../../domain/problem-line.ts';
import { answerProblem } from '../answer.ts';
import { auditOf } from '../audit.ts';
import type { Answer, Arrival } from '../bot.ts';
import { untoldWords } from '../once-a-minute.ts';
import type { Services } from '../services.ts';

/** An arrival that ended in an error: who sent it, as far as known, and what the audit calls it. */
export interface Refusal {
  readonly actor: Actor | null;
  readonly arrival: Arrival;
  readonly action: Extract<AuditAction, 'Command Refused' | 'Click Refused'>;
}

/**
 * Turns whatever was thrown into an answer, an audit entry and, for what is our fault, a log line. A flood of one
 * unknown account is one entry a minute, which says how many came before it; each still gets its answer.
 */
export async function refuse(services: Services, refusal: Refusal, error: unknown): Promise<Answer> {
  const { logger, storage, ids } = services;
  const problem: Problem = problemOf(error) ?? { kind: 'bug', reference: ids.short() };
  const { actor, arrival } = refusal;
  const fields = { delivery: arrival.deliveryId, problem: problem.kind };
  if (problem.kind === 'bug') logger.error('bug', { ...fields, reference: problem.reference, error });
  else logger.info('refused', fields);
  const answer = answerProblem(problem, actor !== null && holds(actor.person, 'admin'));
  const untold =
    actor === null && answer.outcome === 'refused' ? tellStranger(services, arrival, problem) : 0;
  if (untold === undefined) return answer;
  try {
    const { platform, tenant } = arrival.account;
    const entry = auditOf(
      services,
      { actor, place: arrival.place },
      {
        key: ['refused', platform, tenant, arrival.deliveryId].map(encodeURIComponent).join('/'),
        action: actor === null && problem.kind === 'not-allowed' ? 'Stranger Refused' : refusal.action,
        status: answer.outcome === 'failed' ? 'failed' : 'refused',
        target: '',
        description: `${problem.kind}: ${problemLine(problem)}${untoldWords(untold)}`,
      },
    );
    // A stranger has no person, but the account they came with is all the more worth keeping.
    await storage.audit.append([{ ...entry, actor: { ...entry.actor, account: arrival.account } }]);
  } catch (cause) {
    // The answer must still reach the person when the very thing that failed is the database.
    logger.error('audit entry lost', { ...fields, cause });
  }
  return answer;
}

function tellStranger({ strangers, clock }: Services, { account }: Arrival, { kind }: Problem) {
  return strangers.tell(`${accountKey(account)} ${kind}`, clock.now());
}
