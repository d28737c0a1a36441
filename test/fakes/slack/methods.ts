import { brokenRules, brokenViewRules } from '../../support/block-kit-rules.ts';
import type { SlackApi } from './emulator.ts';
import type { Call, SlackState } from './state.ts';

export type Body = Readonly<Record<string, unknown>>;

/** A method that the emulator lacks or does too leniently; undefined leaves the call to the emulator. */
type Method = (state: SlackState, call: Call, api: SlackApi) => Promise<Body | undefined> | Body | undefined;

const OK: Body = { ok: true };

/** An answer as Slack refuses. */
export function refusal(error: string, more: Body = {}): Body {
  return { ok: false, error, ...more };
}

/** What is wrong with the blocks of a message as Slack would say; undefined when they are fine. */
export function refuseBlocks(blocks: unknown): Body | undefined {
  if (blocks === undefined) return undefined;
  const broken = Array.isArray(blocks) ? brokenRules(blocks, 'message') : ['no list'];
  return broken.length === 0
    ? undefined
    : refusal('invalid_blocks', { response_metadata: { messages: broken } });
}

const checkBlocks: Method = (_state, { args }) => refuseBlocks(parse(args.blocks));

/** Own answers by method. */
export const METHODS: Readonly<Record<string, Method>> = {
  'auth.test': ({ tokens }, { token }) => {
    const facts = tokens.get(token);
    if (facts === undefined) return refusal('invalid_auth');
    return {
      ok: true,
      team: facts.name,
      team_id: facts.team,
      enterprise_id: facts.enterprise,
      is_enterprise_install: facts.organisationWide === true,
      user: 'rollcall',
      user_id: `UBOT${facts.team}`,
      bot_id: `BBOT${facts.team}`,
    };
  },
  'apps.connections.open': ({ tokens, socketUrl }, { token }) => {
    const scopes = tokens.get(token)?.scopes ?? [];
    if (scopes.includes('connections:write')) return { ok: true, url: socketUrl };
    return refusal('missing_scope', { needed: 'connections:write', provided: scopes.join(',') });
  },
  'chat.postMessage': checkBlocks,
  'chat.update': checkBlocks,
  'chat.postEphemeral': async (state, { args }, api) => {
    const refused = refuseBlocks(parse(args.blocks));
    if (refused !== undefined) return refused;
    const answer = await api.call<{ ok: boolean; message_ts: string }>('chat.postEphemeral', args);
    const { channel = '', user = '', text = '' } = args;
    const blocks = (parse(args.blocks) ?? []) as readonly unknown[];
    const message = { ts: answer.message_ts, text, blocks, files: [] };
    if (answer.ok) state.whispers.push({ channel, user, message });
    return answer;
  },
  'users.info': async ({ flags, tokens }, { args, token }, api) => {
    const answer = await api.call<{ ok: boolean; user?: Body }>('users.info', args);
    const team = tokens.get(token)?.team;
    return answer.ok
      ? { ok: true, user: { ...answer.user, team_id: team, ...flags.get(args.user ?? '') } }
      : answer;
  },
  'conversations.info': async ({ flags }, { args }, api) => {
    const answer = await api.call<{ ok: boolean; channel?: Body }>('conversations.info', args);
    return answer.ok
      ? { ok: true, channel: { ...answer.channel, ...flags.get(args.channel ?? '') } }
      : answer;
  },
  'conversations.open': ({ flags }, { args }) =>
    flags.get(args.users ?? '')?.is_bot === true ? refusal('cannot_dm_bot') : undefined,
  'views.open': (state, { args }) => {
    const { trigger_id: trigger = '' } = args;
    if (!state.triggers.delete(trigger)) return refusal('expired_trigger_id');
    const view = parse(args.view) as Body;
    const broken = brokenViewRules(view);
    if (broken.length > 0) return refusal('invalid_arguments', { response_metadata: { messages: broken } });
    state.opened.push({ trigger, view });
    return { ok: true, view: { ...view, id: `V${state.opened.length}` } };
  },
  'views.publish': (state, { args }) => {
    const view = parse(args.view) as Body;
    const broken = brokenViewRules(view);
    if (broken.length > 0) return refusal('invalid_arguments', { response_metadata: { messages: broken } });
    state.homes.set(args.user_id ?? '', view);
    return OK;
  },
};

function parse(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}
