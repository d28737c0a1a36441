import { entryNamed } from '../../commands/catalogue.ts';
import type { ApprovalId, RunId } from '../../domain/ids.ts';
import type { Click, Verb } from '../../domain/inbound.ts';
import type { Actor } from '../../domain/person.ts';
import { ProblemError } from '../../domain/problem.ts';
import { authorize } from '../../policy/authorize.ts';
import { decideApproval } from '../approval/decide-approval.ts';
import type { Answer } from '../bot.ts';
import { anyReasonIn, capIn, reasonIn } from '../form-values.ts';
import { downloadPlan, downloadResults, showNames } from '../messages/show-names.ts';
import { askCap } from '../plan/ask-cap.ts';
import { operationOf } from '../plan/list-operations.ts';
import { takeFewer } from '../plan/take-fewer.ts';
import { steerRun } from '../run/steer-run.ts';
import { undoRun } from '../run/undo-run.ts';
import type { Services } from '../services.ts';
import {
  confirmChange,
  exportList,
  filterList,
  proposeFromList,
  saveList,
  turnPage,
} from '../users/list-actions.ts';
import { runCommand } from './answer-command.ts';
import { once } from './once.ts';
import { refuse } from './refuse.ts';
import { resolveActor } from './resolve-actor.ts';

/** The command each button is the twin of; clicking needs the same role as typing (spec S2). */
const TWINS: Readonly<Record<Exclude<Verb, 'say'>, string>> = {
  approve: 'approve',
  reject: 'reject',
  withdraw: 'withdraw',
  'show-names': 'approvals',
  'download-plan': 'approvals',
  take: 'take',
  cap: 'cap',
  pause: 'pause',
  continue: 'continue',
  cancel: 'cancel',
  undo: 'undo',
  'download-results': 'run',
  'list-show': 'users',
  'list-filter': 'users',
  'list-export': 'export users',
  'list-save': 'filter save',
  'propose-activate': 'activate',
  'propose-deactivate': 'deactivate',
  'propose-delete': 'users delete',
  'propose-add': 'group add',
  'propose-remove': 'group remove',
  // Whatever was asked of the list: every change needs the same role.
  confirm: 'deactivate',
};

/** A verified click to its answer. Never throws; what goes wrong is answered and recorded. */
export async function answerClick(services: Services, click: Click): Promise<Answer> {
  return once(services, click, 'Click Refused', () => runClick(services, click));
}

async function runClick(services: Services, click: Click): Promise<Answer> {
  services.metrics.count('clicks', { verb: click.verb });
  // Text on a button has no authority of its own: it runs as what its clicker may type.
  if (click.verb === 'say') return runCommand(services, { ...click, text: click.id, files: [] });
  let actor: Actor | null = null;
  try {
    actor = await resolveActor(services, click);
    const refusal = authorize(actor.person, entryNamed(TWINS[click.verb]));
    if (refusal !== null) throw new ProblemError(refusal);
    return await act(services, actor, click, click.verb);
  } catch (error) {
    return refuse(services, { actor, arrival: click, action: 'Click Refused' }, error);
  }
}

async function act(
  services: Services,
  actor: Actor,
  click: Click,
  verb: Exclude<Verb, 'say'>,
): Promise<Answer> {
  const origin = { actor, place: click.place };
  const { id, inputs } = click;
  switch (verb) {
    case 'approve':
    case 'reject':
    case 'withdraw': {
      const reason = anyReasonIn(inputs);
      return decideApproval(services, { ...origin, approval: id as ApprovalId, verdict: verb, reason });
    }
    case 'take':
      return takeFewer(services, origin, id as ApprovalId);
    case 'cap': {
      const wish = { approval: id as ApprovalId, to: capIn(inputs), reason: reasonIn(inputs) };
      return askCap(services, origin, wish);
    }
    case 'show-names':
      return showNames(services, actor, id as ApprovalId);
    case 'download-plan':
      return downloadPlan(services, origin, id as ApprovalId);
    case 'pause':
    case 'continue':
    case 'cancel':
      return steerFromCard(services, click, await steerRun(services, origin, verb, id as RunId));
    case 'undo':
      return undoRun(services, origin, { run: id as RunId, name: null });
    case 'download-results':
      return downloadResults(services, origin, id as RunId);
    case 'list-show':
      return turnPage(services, actor, click);
    case 'list-filter':
      return filterList(services, actor, click);
    case 'list-export':
      return exportList(services, origin, click);
    case 'list-save':
      return saveList(services, origin, click);
    case 'confirm':
      return confirmChange(services, origin, click);
    default:
      return proposeFromList(services, origin, click, operationOf(verb, click));
  }
}

/** A card that is kept up to date shows by itself what came of its button; any other needs an answer. */
async function steerFromCard({ storage }: Services, { id, message }: Click, answer: Answer): Promise<Answer> {
  const posted = await storage.postings.ofSubject(id);
  const isKept = posted.some(
    ({ ref }) =>
      message !== null &&
      ref?.platform === message.platform &&
      ref.tenant === message.tenant &&
      ref.place === message.place &&
      ref.message === message.message,
  );
  return isKept ? { ...answer, notices: [] } : answer;
}
