import { answerHelp } from '../../commands/answer-help.ts';
import type { Intent } from '../../commands/intent.ts';
import type { Invocation } from '../../domain/inbound.ts';
import type { Actor } from '../../domain/person.ts';
import { answerWith } from '../answer.ts';
import { decideApproval } from '../approval/decide-approval.ts';
import { showApprovals } from '../approval/show-approvals.ts';
import type { Answer } from '../bot.ts';
import { showWhoami } from '../house/show-whoami.ts';
import { askCap } from '../plan/ask-cap.ts';
import { proposeRun } from '../plan/propose-run.ts';
import { takeFewer } from '../plan/take-fewer.ts';
import { showRun, showRuns } from '../run/show-runs.ts';
import { steerRun } from '../run/steer-run.ts';
import { resumeService, stopService } from '../run/stop-service.ts';
import { undoRun } from '../run/undo-run.ts';
import type { Services } from '../services.ts';
import { exportUsers } from '../users/export-users.ts';
import { listUsers } from '../users/list-users.ts';
import { showUser } from '../users/show-user.ts';
import { showWhy } from '../users/show-why.ts';
import { answerHouse, type HouseIntent } from './answer-house.ts';
import { showDoctor } from './show-doctor.ts';
import { showStatus } from './show-status.ts';

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
