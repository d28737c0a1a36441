import fetch from 'node-fetch';
import { SCOPES } from '../../../adapters/slack/config.ts';
import { startSlackApi } from './emulator.ts';
import { startFront } from './front.ts';
import { type SeenMessage, SlackState, type TokenFacts } from './state.ts';

/** A Slack to test against: an emulator of its Web API, with what the emulator lacks before it. */
export interface SlackWorld {
  readonly state: SlackState;
  readonly origin: string;
  /** With a trailing slash, as a setting has it. */
  readonly apiUrl: string;
  /** Ids by name: users alice, bob, guest and stranger; channels confluence-admins and shared. */
  readonly users: Readonly<Record<string, string>>;
  readonly channels: Readonly<Record<string, string>>;
  /** Makes a token known; by default one of {@link TEAM} with every scope. */
  allow(token: string, facts?: Partial<TokenFacts>): void;
  /** What somebody sees in a channel, oldest first, whispers to them included. */
  seenBy(user: string, channel: string): Promise<readonly SeenMessage[]>;
  /** `D…` of somebody's direct conversation with the bot. */
  directChannelOf(user: string): Promise<string>;
  /** What stands in somebody's direct conversation with the bot, oldest first. */
  directOf(user: string): Promise<readonly SeenMessage[]>;
  /** Somebody with every right deletes a message. */
  delete(channel: string, ts: string): Promise<void>;
  /** A fresh address to answer somebody's request at. */
  responseUrl(user: string, channel: string): string;
  /** A fresh trigger; it works once. */
  trigger(): string;
  /** Uploads a file as somebody would; its id. */
  attach(name: string, bytes: Uint8Array): Promise<string>;
  /** A new start: nothing was ever said. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export const TEAM = 'T000000001';
export const TOKEN = 'xoxb-one';

/** Starts a world on free ports of this machine; close it when the tests are through. */
export async function startSlackWorld(): Promise<SlackWorld> {
  const state = new SlackState();
  const front = await startFront(state);
  const api = await startSlackApi(front.origin);
  front.api = api;
  const users: Record<string, string> = {};
  const channels: Record<string, string> = {};
  let given = 0;
  const name = async () => {
    const { members } = await api.call<Listed<'members'>>('users.list', { limit: '200' });
    for (const each of members) users[each.name] = each.id;
    const listed = await api.call<Listed<'channels'>>('conversations.list', { limit: '200' });
    for (const each of listed.channels) channels[each.name] = each.id;
  };
  const history = async (channel: string): Promise<readonly SeenMessage[]> => {
    const { messages = [] } = await api.call<{ readonly messages?: readonly RawMessage[] }>(
      'conversations.history',
      { channel, limit: '200' },
    );
    return messages.toReversed().map(({ ts, text = '', blocks = [], files = [] }) => {
      return { ts, text, blocks, files: files.map((file) => file.name) };
    });
  };
  const world: SlackWorld = {
    state,
    origin: front.origin,
    apiUrl: `${front.origin}/api/`,
    users,
    channels,
    allow: (token, facts = {}) => {
      const usual = { team: TEAM, name: 'Northwind', enterprise: null, scopes: Object.keys(SCOPES) };
      state.tokens.set(token, { ...usual, ...facts });
    },
    async seenBy(user, channel) {
      const whispers = state.whispers.filter((each) => each.user === user && each.channel === channel);
      const all = [...(await history(channel)), ...whispers.map(({ message }) => message)];
      return all.sort((a, b) => (a.ts < b.ts ? -1 : 1));
    },
    async directChannelOf(user) {
      const { channel } = await api.call<{ readonly channel: { readonly id: string } }>(
        'conversations.open',
        { users: user },
      );
      return channel.id;
    },
    directOf: async (user) => history(await world.directChannelOf(user)),
    async delete(channel, ts) {
      await api.call('chat.delete', { channel, ts });
    },
    responseUrl(user, channel) {
      given += 1;
      state.responseUrls.set(`${given}`, { user, channel, left: 5 });
      return `${front.origin}/respond/${given}`;
    },
    trigger() {
      given += 1;
      state.triggers.add(`trigger-${given}`);
      return `trigger-${given}`;
    },
    async attach(filename, bytes) {
      const { upload_url, file_id } = await api.call<{ upload_url: string; file_id: string }>(
        'files.getUploadURLExternal',
        { filename, length: String(bytes.length) },
      );
      const address = upload_url.replace(front.origin, api.origin);
      await fetch(address, { method: 'POST', body: Buffer.from(bytes) });
      await api.call('files.completeUploadExternal', { files: JSON.stringify([{ id: file_id }]) });
      return file_id;
    },
    async reset() {
      state.reset();
      api.reset();
      world.allow(TOKEN);
      await name();
    },
    async close() {
      await front.close();
      await api.close();
    },
  };
  await world.reset();
  return world;
}

type Listed<K extends string> = Readonly<
  Record<K, readonly { readonly id: string; readonly name: string }[]>
>;

interface RawMessage {
  readonly ts: string;
  readonly text?: string;
  readonly blocks?: readonly unknown[];
  readonly files?: readonly { readonly name: string }[];
}

/** Every text on a message, for assertions on what somebody reads. */
export function textOf({ text, blocks }: Pick<SeenMessage, 'text' | 'blocks'>): string {
  return [text, ...textsIn(blocks)].join('\n');
}

function* textsIn(value: unknown): Iterable<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === 'text' && typeof child === 'string') yield child;
    else yield* textsIn(child);
  }
}
