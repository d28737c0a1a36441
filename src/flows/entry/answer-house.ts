import type { Intent } from '../../commands/intent.ts';
import { answerWith } from '../answer.ts';
import type { Asking } from '../approval/ask-approval.ts';
import { exportAudit } from '../audit/export-audit.ts';
import { showAudit } from '../audit/show-audit.ts';
import { verifyAudit } from '../audit/verify-audit.ts';
import type { Answer } from '../bot.ts';
import { askSetting } from '../house/ask-setting.ts';
import { endExemption, exemptUser, showExemptions } from '../house/exemptions.ts';
import { link, unlink } from '../house/link.ts';
import { protect, showProtections, unprotect } from '../house/protections.ts';
import { giveRole, showRoles, takeRole } from '../house/roles.ts';
import { deleteFilter, saveFilter, showFilters } from '../house/saved-filters.ts';
import { showPeople } from '../house/show-people.ts';
import type { Services } from '../services.ts';

/** Commands about the house itself: its record, its rules and who may what. */
export type HouseIntent = Extract<
  Intent,
  {
    readonly kind:
      | 'audit'
      | 'audit-export'
      | 'audit-verify'
      | 'audit-retention'
      | 'protections'
      | 'protect'
      | 'unprotect'
      | 'exemptions'
      | 'exempt'
      | 'end-exemption'
      | 'roles'
      | 'give-role'
      | 'take-role'
      | 'people'
      | 'link'
      | 'unlink'
      | 'filters'
      | 'save-filter'
      | 'delete-filter';
  }
>;

/** Hands an intent about the house to the flow that answers it. */
export async function answerHouse(services: Services, asking: Asking, intent: HouseIntent): Promise<Answer> {
  switch (intent.kind) {
    case 'audit':
      return answerWith(await showAudit(services, intent.query));
    case 'audit-export':
      return exportAudit(services, asking, intent.query);
    case 'audit-verify':
      return answerWith(await verifyAudit(services, asking, intent.head));
    case 'audit-retention':
      return askSetting(services, asking, { kind: 'audit-retention', days: intent.days });
    case 'protections':
      return answerWith(await showProtections(services));
    case 'protect':
      return protect(services, asking, intent.what, intent.name);
    case 'unprotect':
      return unprotect(services, asking, intent.what, intent.name);
    case 'exemptions':
      return answerWith(await showExemptions(services));
    case 'exempt':
      return exemptUser(services, asking, intent);
    case 'end-exemption':
      return endExemption(services, asking, intent.name);
    case 'roles':
      return answerWith(await showRoles(services));
    case 'give-role':
      return giveRole(services, asking, intent.to, intent.role);
    case 'take-role':
      return takeRole(services, asking, intent.from, intent.role);
    case 'people':
      return answerWith(await showPeople(services));
    case 'link':
      return link(services, asking, intent.name, intent.to);
    case 'unlink':
      return unlink(services, asking, intent.from);
    case 'filters':
      return answerWith(await showFilters(services));
    case 'save-filter':
      return saveFilter(services, asking, intent);
    case 'delete-filter':
      return deleteFilter(services, asking, intent.name);
  }
}
