import type { SeenMessage } from '../fakes/slack/state.ts';
import { type SlackWorld, TEAM } from '../fakes/slack/world.ts';

/** Payloads with the fields of those that Slack was seen to send (java-slack-sdk json-logs, vercel/chat samples). */

/** Who does it where. */
export interface At {
  readonly user: string;
  readonly channel: string;
}

let events = 0;

export function commandOf(world: SlackWorld, { user, channel }: At, text: string): Record<string, string> {
  return {
    token: 'legacy',
    team_id: TEAM,
    team_domain: 'northwind',
    channel_id: channel,
    channel_name: channel.startsWith('D') ? 'directmessage' : 'confluence-admins',
    user_id: user,
    user_name: 'whoever',
    command: '/aum',
    text,
    api_app_id: 'A000000001',
    is_enterprise_install: 'false',
    response_url: world.responseUrl(user, channel),
    trigger_id: world.trigger(),
  };
}

/** One element of a drawn message, as it comes back when it is pressed. */
export function elementOn(blocks: readonly unknown[], label: string): Record<string, unknown> {
  const element = [...elementsIn(blocks)].find((each) => labelOf(each) === label);
  if (element === undefined) throw new Error(`nothing to press is labelled ${label}`);
  return element;
}

function* elementsIn(value: unknown): Iterable<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  const record = value as Record<string, unknown>;
  if (record.type === 'button') yield record;
  if (record.type === 'overflow' || record.type === 'static_select') {
    for (const option of record.options as readonly Record<string, unknown>[])
      yield { type: record.type, action_id: record.action_id, selected_option: option };
  }
  for (const child of Object.values(record)) yield* elementsIn(child);
}

function labelOf(element: Record<string, unknown>): unknown {
  const { text } = (element.selected_option ?? element) as { readonly text?: { readonly text?: string } };
  return text?.text;
}

/** A press on a message in a channel or a direct conversation; `whispered` for one that only they see. */
export function pressOf(
  world: SlackWorld,
  { user, channel }: At,
  message: Pick<SeenMessage, 'ts' | 'blocks'>,
  label: string,
  more: Readonly<Record<string, unknown>> & { readonly whispered?: boolean } = {},
): Record<string, unknown> {
  const { whispered = false, ...rest } = more;
  return {
    ...interaction(world, user, 'block_actions'),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel,
      is_ephemeral: whispered,
    },
    channel: { id: channel, name: channel.startsWith('D') ? 'directmessage' : 'confluence-admins' },
    state: { values: statesOf(message.blocks) },
    response_url: world.responseUrl(user, channel),
    actions: [{ ...elementOn(message.blocks, label), action_ts: '1766458026.240809' }],
    ...rest,
  };
}

/** A press on somebody's Home. */
export function homePressOf(
  world: SlackWorld,
  user: string,
  view: Readonly<Record<string, unknown>>,
  label: string,
): Record<string, unknown> {
  const blocks = view.blocks as readonly unknown[];
  return {
    ...interaction(world, user, 'block_actions'),
    container: { type: 'view', view_id: 'V1' },
    view: { ...view, id: 'V1', type: 'home', state: { values: statesOf(blocks) } },
    actions: [elementOn(blocks, label)],
  };
}

/** What is ticked on a message, as Slack sends it with every press. */
function statesOf(blocks: readonly unknown[]): Record<string, unknown> {
  const states: Record<string, unknown> = {};
  for (const block of blocks as readonly Record<string, unknown>[]) {
    for (const element of tickable(block)) {
      states[String(block.block_id ?? Object.keys(states).length)] = {
        [String(element.action_id)]: {
          type: 'checkboxes',
          selected_options: element.initial_options ?? [],
        },
      };
    }
  }
  return states;
}

function* tickable(value: unknown): Iterable<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  const record = value as Record<string, unknown>;
  if (record.type === 'checkboxes') yield record;
  for (const child of Object.values(record)) yield* tickable(child);
}

/** A submitted modal; `values` by block, whose element goes by the same name. */
export function submissionOf(
  world: SlackWorld,
  user: string,
  view: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, unknown>>,
  id = 'V0000SUBMIT',
): Record<string, unknown> {
  const state = Object.fromEntries(
    Object.entries(values).map(([block, value]) => [block, { [block]: value }]),
  );
  return {
    ...interaction(world, user, 'view_submission'),
    view: { ...view, id, team_id: TEAM, state: { values: state } },
  };
}

export function closingOf(world: SlackWorld, user: string, view: Readonly<Record<string, unknown>>) {
  return { ...interaction(world, user, 'view_closed'), view: { ...view, id: 'V1' }, is_cleared: false };
}

export function shortcutOf(world: SlackWorld, user: string, callback: string): Record<string, unknown> {
  return { ...interaction(world, user, 'shortcut'), callback_id: callback, action_ts: '1581106241.371594' };
}

export function messageShortcutOf(
  world: SlackWorld,
  { user, channel }: At,
  message: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return {
    ...interaction(world, user, 'message_action'),
    callback_id: 'about_user',
    channel: { id: channel, name: 'confluence-admins' },
    response_url: world.responseUrl(user, channel),
    message_ts: '1766458026.240809',
    message: { type: 'message', ts: '1766458026.240809', team: TEAM, ...message },
  };
}

export function eventOf(event: Readonly<Record<string, unknown>>): Record<string, unknown> {
  events += 1;
  return {
    token: 'legacy',
    team_id: TEAM,
    context_team_id: TEAM,
    context_enterprise_id: null,
    api_app_id: 'A000000001',
    type: 'event_callback',
    event_id: `Ev${events}`,
    event_time: 1766458026,
    event: { event_ts: '1766458026.240809', ...event },
    authorizations: [
      { enterprise_id: null, team_id: TEAM, user_id: 'UBOT', is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
  };
}

export function messageOf({ user, channel }: At, text: string, more: Readonly<Record<string, unknown>> = {}) {
  return eventOf({
    type: 'message',
    user,
    channel,
    channel_type: 'im',
    text,
    team: TEAM,
    ts: '1766458026.240809',
    ...more,
  });
}

function interaction(world: SlackWorld, user: string, type: string): Record<string, unknown> {
  return {
    type,
    token: 'legacy',
    team: { id: TEAM, domain: 'northwind' },
    user: { id: user, username: 'whoever', name: 'whoever', team_id: TEAM },
    api_app_id: 'A000000001',
    enterprise: null,
    is_enterprise_install: false,
    trigger_id: world.trigger(),
  };
}
