import { answerHelp } from '../commands/answer-help.ts';
import type { Intent } from '../commands/intent.ts';
import type { Invocation } from '../domain/inbound.ts';
import type { Actor } from '../domain/person.ts';
import { answerWith } from './answer.ts';
import { answerHouse, type HouseIntent } from './answer-house.ts';
import { askCap } from './ask-cap.ts';
import type { Answer } from './bot.ts';
import { decideApproval } from './decide-approval.ts';
import { exportUsers } from './export-users.ts';
import { listUsers } from './list-users.ts';
import { proposeRun } from './propose-run.ts';
import type { Services } from './services.ts';
import { showApprovals } from './show-approvals.ts';
import { showDoctor } from './show-doctor.ts';
import { showRun, showRuns } from './show-runs.ts';
import { showStatus } from './show-status.ts';
import { showUser } from './show-user.ts';
import { showWhoami } from './show-whoami.ts';
import { showWhy } from './show-why.ts';
import { steerRun } from './steer-run.ts';
import { resumeService, stopService } from './stop-service.ts';
import { takeFewer } from './take-fewer.ts';
import { undoRun } from './undo-run.ts';

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
  const origin = { actor, place };
  const frozenAt = services.clock.now();
  switch (intent.kind) {
    case 'help':
      return answerWith(answerHelp(actor.person, intent.topic));
    case 'status':
      return answerWith(await showStatus(services));
    case 'doctor':
      return answerWith(await showDoctor(services));
    case 'whoami':
      return answerWith(await showWhoami(services, actor));
    case 'users':
      return answerWith(await listUsers(services, actor, { ...intent, frozenAt }));
    case 'user':
      return answerWith(await showUser(services, intent.name));
    case 'why':
      return answerWith(await showWhy(services, intent.name));
    case 'change': {
      const { operation, filter, order } = intent;
      return proposeRun(services, {
        ...origin,
        operation,
        order,
        choice: { kind: 'filter', filter, frozenAt },
      });
    }
    case 'export-users':
      return exportUsers(services, origin, { ...intent, frozenAt });
    case 'approvals':
      return answerWith(await showApprovals(services, actor));
    case 'approve':
    case 'reject':
    case 'withdraw': {
      const { kind: verdict, approval } = intent;
      const reason = intent.kind === 'reject' ? intent.reason : null;
      return decideApproval(services, { ...origin, approval, verdict, reason });
    }
    case 'take':
      return takeFewer(services, origin, intent.approval);
    case 'cap':
      return askCap(services, origin, intent);
    case 'runs':
      return answerWith(await showRuns(services));
    case 'run':
      return answerWith(await showRun(services, actor, intent.run));
    case 'pause':
    case 'continue':
    case 'cancel':
      return steerRun(services, origin, intent.kind, intent.run);
    case 'undo':
      return undoRun(services, origin, intent);
    case 'stop':
      return stopService(services, origin);
    case 'resume':
      return resumeService(services, origin);
    default:
      return answerHouse(services, origin, intent satisfies HouseIntent);
  }
}
