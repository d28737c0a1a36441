import { answerHelp } from '../commands/answer-help.ts';
import type { Intent } from '../commands/intent.ts';
import type { Invocation } from '../domain/inbound.ts';
import type { Actor } from '../domain/person.ts';
import { answerWith } from './answer.ts';
import type { Answer } from './bot.ts';
import { cancelRun } from './cancel-run.ts';
import { decideApproval } from './decide-approval.ts';
import { exportUsers } from './export-users.ts';
import { listUsers } from './list-users.ts';
import { proposeRun } from './propose-run.ts';
import type { Services } from './services.ts';
import { showApprovals } from './show-approvals.ts';
import { showAudit } from './show-audit.ts';
import { showDoctor } from './show-doctor.ts';
import { showRun, showRuns } from './show-runs.ts';
import { showStatus } from './show-status.ts';
import { showUser } from './show-user.ts';
import { showWhoami } from './show-whoami.ts';
import { resumeService, stopService } from './stop-service.ts';

/** An understood and authorized command with who sent it. */
export interface Request {
  readonly actor: Actor;
  readonly invocation: Pick<Invocation, 'deliveryId' | 'account' | 'place'>;
  readonly intent: Intent;
}

/** Hands an intent to the flow that answers it. */
export async function answerIntent(services: Services, request: Request): Promise<Answer> {
  const { actor, intent, invocation } = request;
  const { place } = invocation;
  const frozenAt = services.clock.now();
  switch (intent.kind) {
    case 'help':
      return answerWith(answerHelp(actor.person, intent.topic));
    case 'status':
      return answerWith(await showStatus(services));
    case 'doctor':
      return answerWith(await showDoctor(services));
    case 'whoami':
      return answerWith(showWhoami(services, actor));
    case 'users':
      return answerWith(await listUsers(services, actor, { ...intent, frozenAt }));
    case 'user':
      return answerWith(showUser(services, intent.name));
    case 'change': {
      const { operation, filter, order } = intent;
      return proposeRun(services, {
        actor,
        place,
        operation,
        order,
        choice: { kind: 'filter', filter, frozenAt },
      });
    }
    case 'export-users':
      return exportUsers(services, { actor, place }, { ...intent, frozenAt });
    case 'approvals':
      return answerWith(await showApprovals(services, actor));
    case 'approve':
    case 'reject':
    case 'withdraw': {
      const reason = intent.kind === 'reject' ? intent.reason : null;
      return decideApproval(services, {
        actor,
        place,
        approval: intent.approval,
        verdict: intent.kind,
        reason,
      });
    }
    case 'runs':
      return answerWith(await showRuns(services));
    case 'run':
      return answerWith(await showRun(services, actor, intent.run));
    case 'cancel':
      return cancelRun(services, { actor, place }, intent.run);
    case 'stop':
      return stopService(services, { actor, place });
    case 'resume':
      return resumeService(services, { actor, place });
    case 'audit':
      return answerWith(await showAudit(services, intent.query));
  }
}
