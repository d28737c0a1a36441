import { entryNamed } from '../commands/catalogue.ts';
import type { ApprovalId, RunId } from '../domain/ids.ts';
import { type Click, INPUTS, type Verb } from '../domain/inbound.ts';
import type { Actor } from '../domain/person.ts';
import { ProblemError } from '../domain/problem.ts';
import { authorize } from '../policy/authorize.ts';
import { runCommand } from './answer-command.ts';
import type { Answer } from './bot.ts';
import { cancelRun } from './cancel-run.ts';
import { decideApproval } from './decide-approval.ts';
import { resolveActor } from './inbound.ts';
import { confirmChange, exportList, proposeFromList, turnPage } from './list-actions.ts';
import { once } from './once.ts';
import { refuse } from './refuse.ts';
import type { Services } from './services.ts';
import { downloadPlan, downloadResults, showNames } from './show-names.ts';

/** The command each button is the twin of; clicking needs the same role as typing (spec S2). */
const TWINS: Readonly<Record<Exclude<Verb, 'say'>, string>> = {
  approve: 'approve',
  reject: 'reject',
  withdraw: 'withdraw',
  'show-names': 'approvals',
  'download-plan': 'approvals',
  cancel: 'cancel',
  'download-results': 'run',
  'list-show': 'users',
  'list-export': 'export users',
  'propose-activate': 'activate',
  'propose-deactivate': 'deactivate',
  'confirm-activate': 'activate',
  'confirm-deactivate': 'deactivate',
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
  switch (verb) {
    case 'approve':
    case 'reject':
    case 'withdraw': {
      const reason = click.inputs[INPUTS.reason]?.trim() || null;
      return decideApproval(services, { ...origin, approval: click.id as ApprovalId, verdict: verb, reason });
    }
    case 'show-names':
      return showNames(services, actor, click.id as ApprovalId);
    case 'download-plan':
      return downloadPlan(services, origin, click.id as ApprovalId);
    case 'cancel':
      return cancelRun(services, origin, click.id as RunId);
    case 'download-results':
      return downloadResults(services, origin, click.id as RunId);
    case 'list-show':
      return turnPage(services, actor, click);
    case 'list-export':
      return exportList(services, origin, click);
    case 'propose-activate':
      return proposeFromList(services, origin, click, { kind: 'activate' });
    case 'propose-deactivate':
      return proposeFromList(services, origin, click, { kind: 'deactivate' });
    case 'confirm-activate':
      return confirmChange(services, origin, click, { kind: 'activate' });
    case 'confirm-deactivate':
      return confirmChange(services, origin, click, { kind: 'deactivate' });
  }
}
