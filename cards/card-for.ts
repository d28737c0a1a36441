import type { Notice, NoticeKind } from '../src/domain/notice.ts';
import { approvalCard } from './approval-card.ts';
import { approvalsCard } from './approvals-card.ts';
import { auditCard } from './audit-card.ts';
import { auditVerdictCard } from './audit-verdict-card.ts';
import type { Card, CardContext } from './card.ts';
import { confirmCard } from './confirm-card.ts';
import { doctorCard } from './doctor-card.ts';
import { exemptionsCard } from './exemptions-card.ts';
import { fileCard } from './file-card.ts';
import { filtersCard } from './filters-card.ts';
import { helpCard } from './help-card.ts';
import { listCard } from './list-card.ts';
import { nothingCard } from './nothing-card.ts';
import { peopleCard } from './people-card.ts';
import { problemCard } from './problem-card.ts';
import { protectionsCard } from './protections-card.ts';
import { reportCard } from './report-card.ts';
import { rolesCard } from './roles-card.ts';
import { runCard } from './run-card.ts';
import { runsCard } from './runs-card.ts';
import { saidCard } from './said-card.ts';
import { settingApprovalCard } from './setting-approval-card.ts';
import { statusCard } from './status-card.ts';
import { userCard } from './user-card.ts';
import { welcomeCard } from './welcome-card.ts';
import { whoamiCard } from './whoami-card.ts';
import { whyCard } from './why-card.ts';

type Builder<K extends NoticeKind> = (
  notice: Extract<Notice, { readonly kind: K }>,
  context: CardContext,
) => Card;

/** One builder a screen; a kind of notice without one does not compile. */
export const BUILDERS: { readonly [K in NoticeKind]: Builder<K> } = {
  welcome: welcomeCard,
  help: helpCard,
  list: listCard,
  user: userCard,
  confirm: confirmCard,
  nothing: nothingCard,
  approval: approvalCard,
  report: reportCard,
  'setting-approval': settingApprovalCard,
  run: runCard,
  approvals: approvalsCard,
  runs: runsCard,
  audit: auditCard,
  'audit-verdict': auditVerdictCard,
  status: statusCard,
  doctor: doctorCard,
  whoami: whoamiCard,
  why: whyCard,
  protections: protectionsCard,
  exemptions: exemptionsCard,
  roles: rolesCard,
  people: peopleCard,
  filters: filtersCard,
  file: fileCard,
  said: saidCard,
  problem: problemCard,
};

/** Turns what Rollcall has to say into what people see. Pure. */
export function cardFor(notice: Notice, context: CardContext): Card {
  // The table is exhaustive by its type; TypeScript cannot follow a union through an index.
  return (BUILDERS[notice.kind] as Builder<NoticeKind>)(notice, context);
}
