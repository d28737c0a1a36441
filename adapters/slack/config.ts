import type { Clock } from '../../src/ports/clock.ts';
import type { IdSource } from '../../src/ports/id-source.ts';
import type { Alone } from '../../src/ports/leases.ts';
import type { Limiter } from '../../src/ports/limiter.ts';
import type { Logger } from '../../src/ports/logger.ts';
import type { AdapterStore, FileStore } from '../../src/ports/storage.ts';
import type { SlackSettings } from '../../src/settings/slack-settings.ts';

/** The platform name of Slack accounts and places. */
export const PLATFORM = 'slack';

/** How Rollcall is connected to Slack, and what the adapter works with. Secrets in here never reach a log, a card or an error. */
export interface SlackOptions extends SlackSettings {
  readonly store: AdapterStore;
  readonly files: FileStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly organisation: string;
  /** IANA zone that dates are shown in. */
  readonly zone: string;
  /** Where Slack reaches this service, without a trailing slash; null under Socket Mode. */
  readonly publicUrl: string | null;
  /** Turns over all instances that share the store. */
  readonly alone: Alone;
  /** A rate budget for one method in one workspace. */
  readonly limiter: (ratePerSecond: number, burst: number) => Limiter;
}

/** What all of {@link PATHS} start with. */
export const PREFIX = '/slack/';

/** Where Slack sends requests, and where workspaces install the app. */
export const PATHS = {
  events: `${PREFIX}events`,
  install: `${PREFIX}install`,
  redirect: `${PREFIX}oauth_redirect`,
  /** Answers who serves here, so that a check can tell that the public address leads to this service. */
  ping: `${PREFIX}ping`,
} as const;

/** Bot scopes the app asks for, each with what Rollcall needs it for. */
export const SCOPES = {
  commands: 'the command /aum and the shortcuts',
  'chat:write': 'post, edit and whisper cards',
  'files:write': 'hand over CSV files and charts',
  'files:read': 'read a CSV that somebody attaches',
  'users:read': 'tell guests, bots and strangers from members',
  'users:read.email': 'match accounts by confirmed address, where a setting allows it',
  'im:write': 'open the direct conversation with somebody',
  'im:history': 'receive commands and files sent in the direct conversation',
  'channels:read': 'tell whether a channel is shared with another organisation',
  'groups:read': 'the same for private channels Rollcall is in',
} as const;
