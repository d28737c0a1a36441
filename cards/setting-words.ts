import { accountKey } from '../src/domain/account.ts';
import type { Audience } from '../src/domain/notice.ts';
import type { Role } from '../src/domain/person.ts';
import { type RoleHolder, type SettingChange, unprotectedName } from '../src/domain/setting-change.ts';
import { count, number } from './format.ts';
import { given, LENGTHS } from './text.ts';

/** What each role lets somebody do. */
const MAY: Readonly<Record<Role, string>> = {
  admin: 'do everything, settings and the roles of others included',
  operator: 'list and export users, and ask for changes',
  approver: 'decide on what others asked for',
  auditor: 'read everything and export the audit log',
};

/** What is asked for: "Stop protecting the group board". A channel reads no name of a user or person. */
export function settingWords(change: SettingChange, audience: Audience): string {
  switch (change.kind) {
    case 'unprotect':
      if (change.what === 'group') return `Stop protecting the group ${given(change.name)}`;
      return `Stop protecting ${audience === 'names' ? `the user ${given(unprotectedName(change))}` : 'one user'}`;
    case 'end-exemption':
      return `End the exemption of ${audience === 'names' ? given(change.username) : 'one user'}`;
    case 'give-role':
      return `Give ${holderWords(change.to, audience)} the role ${change.role}`;
    case 'raise-cap':
      return `Raise the cap of ${change.approval} to ${number(change.to)}`;
    case 'audit-retention':
      if (change.days === null) return 'Keep audit entries for ever';
      return `Delete audit entries after ${count(change.days, 'day')}`;
    case 'link-account':
      if (audience === 'counts') return 'Link an account to one person';
      return `Link the account ${given(accountKey(change.account), LENGTHS.line)} to ${given(change.name)}`;
    case 'link-user':
      if (audience === 'counts') return 'Link a user to one person';
      return `Link the user ${given(change.username)} to ${given(change.name)}`;
    case 'unlink-user':
      if (audience === 'counts') return 'Unlink a user from one person';
      return `Unlink the user ${given(change.username)} from ${given(change.name)}`;
  }
}

/** What follows from it, behind "Once it is approved, …"; it names nobody. */
export function loosensWords(change: SettingChange): string {
  switch (change.kind) {
    case 'unprotect':
      if (change.what === 'user') return 'changes may take access from this user again';
      return 'changes may take access from the members of this group again';
    case 'end-exemption':
      return 'changes no longer leave this user alone';
    case 'give-role': {
      const who = change.to.kind === 'group' ? 'every member of this group' : 'this person';
      return `${who} may ${MAY[change.role]}`;
    }
    case 'raise-cap':
      return `up to ${count(change.to, 'user')} may lose access in 24 hours, for ${change.approval} alone and until it has ended`;
    case 'audit-retention':
      if (change.days === null) return 'no audit entry is deleted any more';
      return 'older entries are deleted day by day and cannot be had back; the rest can still be verified';
    case 'link-account':
      return 'whoever writes from this account may do what this person may';
    case 'link-user':
      return 'this person has the roles that groups of this user give, and decides on no change of this user';
    case 'unlink-user':
      return 'this person may decide on changes of this user, and has no role through its groups any more';
  }
}

function holderWords(to: RoleHolder, audience: Audience): string {
  if (to.kind === 'group') return `every member of ${given(to.group)}`;
  return audience === 'names' ? given(to.name) : 'one person';
}
