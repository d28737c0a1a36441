import type { Request } from './client.ts';
import type { SlackOptions } from './config.ts';
import type { Installations } from './installations.ts';
import { createManyWorkspaces } from './many-workspaces.ts';
import { createOneWorkspace } from './one-workspace.ts';

/** One workspace with its token, or any number that install the app themselves. */
export function openInstallations(options: SlackOptions, request: Request): Installations {
  const { botToken, oauth } = options;
  if (oauth !== null) return createManyWorkspaces({ ...options, oauth });
  if (botToken !== null) return createOneWorkspace({ ...options, botToken }, request);
  throw new TypeError('Slack without a token and without credentials');
}
