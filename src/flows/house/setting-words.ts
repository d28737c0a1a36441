import { accountKey } from '../../domain/account.ts';
import { type RoleHolder, type SettingChange, unprotectedName } from '../../domain/setting-change.ts';

/** A change of a setting as the audit log has it. */
export function settingWords(change: SettingChange): string {
  switch (change.kind) {
    case 'unprotect':
      return `stop protecting ${change.what} ${unprotectedName(change)}`;
    case 'end-exemption':
      return `end the exemption of ${change.username}`;
    case 'give-role':
      return `give ${holderWords(change.to)} the role ${change.role}`;
    case 'raise-cap':
      return `raise the cap of ${change.approval} to ${change.to}`;
    case 'audit-retention':
      return change.days === null
        ? 'keep audit entries for ever'
        : `delete audit entries after ${change.days} days`;
    case 'link-account':
      return `link the account ${accountKey(change.account)} to ${change.name}`;
    case 'link-user':
      return `link the user ${change.username} to ${change.name}`;
    case 'unlink-user':
      return `no longer take the user ${change.username} for ${change.name}`;
  }
}

/** Who has a role: a person by name, or a group. */
export function holderWords(holder: RoleHolder): string {
  return holder.kind === 'person' ? holder.name : `group ${holder.group}`;
}
