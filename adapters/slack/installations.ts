import type { Installation, InstallationStore, InstallProvider } from '@slack/oauth';
import type { Team } from './ids.ts';

/** What speaks for Rollcall in a workspace. Never logged. */
export interface Bot {
  readonly token: string;
  /** `B…`, which messages of the bot carry. */
  readonly botId: string;
  /** `U…`, which the bot is mentioned by. */
  readonly botUserId: string;
  /** `E…` of the organisation that the installation was made in; null outside Enterprise Grid. */
  readonly enterprise: string | null;
  /** True for an installation in a whole Grid organisation. */
  readonly isOrganisationWide: boolean;
}

/** Workspaces that installed the app, and which of them may talk to Rollcall. */
export interface Installations extends Required<InstallationStore> {
  /** `misconfigured` when the workspace may not talk to Rollcall or did not install it. */
  of(team: Team): Promise<Bot>;
  /** Whether requests from there are taken; false for everything that is not listed. Throws `unavailable`. */
  isAllowed(team: Team): Promise<boolean>;
  /** After the app was removed or its token revoked there; without `team` for a whole organisation. */
  remove(team: Team): Promise<void>;
  /** Every workspace there is a token for. */
  all(): Promise<readonly Team[]>;
  /** The pages under which workspaces install the app; null with one workspace. */
  readonly provider: InstallProvider | null;
}

/** The workspace, or the whole organisation, that an installation is for; one that names neither is on no list. */
export function installedIn({ team, enterprise, isEnterpriseInstall }: Installation): Team {
  return { team: isEnterpriseInstall ? null : (team?.id ?? null), enterprise: enterprise?.id ?? null };
}
