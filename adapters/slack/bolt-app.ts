import { App, type Logger as BoltLogger, type Receiver } from '@slack/bolt';
import { FORM_CALLBACK } from '../../cards/block-kit/form.ts';
import { takeCommand } from './commands.ts';
import type { Desk } from './desk.ts';
import { takeMessage, takeRemoval, takeSharing } from './events.ts';
import { takeForm } from './forms.ts';
import { takeHomeOpened } from './home-page.ts';
import { textAt } from './payload.ts';
import { takePress } from './presses.ts';
import { takeShortcut, takeShortcutForm } from './shortcuts.ts';

/** Every command, form and shortcut: what each of them means is ours to tell. */
const ANY = /^/;

/**
 * Bolt with a listener for every kind of payload. Each gives Slack its answer first; before it only a form's fields
 * are read, because what is wrong with them is part of the answer, and only as long as there is time. Bolt's own clients
 * are not used: whom a request is from is looked up after the answer, so nothing is asked of Slack on the way to it.
 */
export function createBoltApp(desk: Desk, receiver: Receiver, logger: BoltLogger): App {
  const app = new App({
    receiver,
    logger,
    authorize: async ({ teamId, enterpriseId }) => ({
      ...(teamId !== undefined && { teamId }),
      ...(enterpriseId !== undefined && { enterpriseId }),
    }),
    convoStore: false,
    ignoreSelf: false,
    deferInitialization: true,
    clientOptions: { slackApiUrl: desk.parts.options.apiUrl, retryConfig: { retries: 0 } },
  });
  app.command(ANY, async ({ ack, body }) => {
    await ack();
    takeCommand(desk, body);
  });
  app.action({ type: 'block_actions' }, async ({ ack, body }) => {
    await ack();
    takePress(desk, body);
  });
  app.view(ANY, async ({ ack, body }) => {
    if (textAt(body, 'view', 'callback_id') === FORM_CALLBACK) {
      return takeForm(desk, body, (errors) =>
        errors === undefined ? ack() : ack({ response_action: 'errors', errors }),
      );
    }
    await ack();
    takeShortcutForm(desk, body);
  });
  app.view({ callback_id: ANY, type: 'view_closed' }, async ({ ack }) => ack());
  app.shortcut(ANY, async ({ ack, body }) => {
    await ack();
    takeShortcut(desk, body);
  });
  // Bolt answers events by itself, before anything here runs.
  app.event('message', async ({ body }) => takeMessage(desk, body));
  app.event('app_home_opened', async ({ body }) => takeHomeOpened(desk, body));
  app.event('channel_shared', async () => takeSharing(desk));
  app.event('app_uninstalled', async ({ body }) => takeRemoval(desk, body));
  app.event('tokens_revoked', async ({ body }) => takeRemoval(desk, body));
  return app;
}
