import type { ServerResponse } from 'node:http';
import type { Installation, InstallProvider } from '@slack/oauth';
import { faultOf } from '../chat/errands.ts';
import type { Request } from './client.ts';
import { PATHS, SCOPES } from './config.ts';
import type { Rooms } from './door.ts';
import { installedIn } from './installations.ts';
import type { SlackParts } from './parts.ts';

/**
 * Pages under which workspaces install the app. Slack's provider keeps the state that binds the end of an
 * installation to the browser that began it. A workspace that is not listed gets no further: the token it has just
 * been given is revoked.
 */
export function createInstallPages(
  { installations, options, request }: Pick<SlackParts, 'installations' | 'options' | 'request'>,
  provider: InstallProvider,
  refused: (why: string) => void,
): NonNullable<Rooms['install']> {
  const { logger, publicUrl } = options;
  const isWelcome = async (installation: Installation, response: ServerResponse): Promise<boolean> => {
    if (await installations.isAllowed(installedIn(installation))) return true;
    refused('a workspace that is not listed installed the app');
    await revoke(installation, request).catch((error: unknown) =>
      logger.warn('slack token not revoked', faultOf(error)),
    );
    say(response, 403, 'This workspace may not use Rollcall, so the app was not installed.');
    return false;
  };
  const fail = (response: ServerResponse, code: string): void => {
    logger.warn('slack installation failed', { code });
    say(response, 400, `The app was not installed. Start again at ${publicUrl ?? ''}${PATHS.install}.`);
  };
  const start = {
    scopes: Object.keys(SCOPES),
    ...(publicUrl !== null && { redirectUri: publicUrl + PATHS.redirect }),
  };
  return {
    start: (message, response) => {
      void provider
        .handleInstallPath(message, response, {}, start)
        .catch(() => say(response, 500, 'The page could not be made.'));
    },
    finish: (message, response) => {
      void provider
        .handleCallback(message, response, {
          afterInstallation: (installation, _options, _request, reply) =>
            isWelcome(installation, reply as ServerResponse),
          success: () =>
            say(response, 200, 'Rollcall is installed. You can close this page and type /aum in Slack.'),
          failure: (error) => fail(response, error.code),
        })
        .catch(() => fail(response, 'unknown'));
    },
  };
}

async function revoke({ bot, user }: Installation, request: Request): Promise<void> {
  for (const token of [bot?.token, user.token]) {
    if (token !== undefined) await request(token, 'auth.revoke', {});
  }
}

function say(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) return;
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  response.end(`${text}\n`);
}
