import { Faults } from './faults.ts';

/** What a token stands for. */
export interface TokenFacts {
  readonly team: string;
  readonly name: string;
  readonly enterprise: string | null;
  readonly organisationWide?: boolean;
  scopes: readonly string[];
}

/** One call as it arrived. */
export interface Call {
  readonly method: string;
  readonly token: string;
  readonly args: Readonly<Record<string, string>>;
}

/** A message as one person sees it, with everything that is on it. */
export interface SeenMessage {
  readonly ts: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly files: readonly string[];
}

export interface ResponseUrl {
  readonly user: string;
  readonly channel: string;
  /** Answers it still takes: five, within 30 minutes. */
  left: number;
}

/** An answer to a `response_url`. */
export interface Response {
  readonly id: string;
  readonly user: string;
  readonly channel: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What stands before the emulator remembers of one test. */
export class SlackState {
  readonly faults = new Faults();
  readonly calls: Call[] = [];
  readonly tokens = new Map<string, TokenFacts>();
  /** What `oauth.v2.access` answers, by code or refresh token. */
  readonly grants = new Map<string, Readonly<Record<string, unknown>>>();
  /** Fields laid over what `users.info` and `conversations.info` say, by id. */
  readonly flags = new Map<string, Readonly<Record<string, unknown>>>();
  readonly whispers: { readonly channel: string; readonly user: string; readonly message: SeenMessage }[] =
    [];
  readonly responseUrls = new Map<string, ResponseUrl>();
  readonly responses: Response[] = [];
  readonly triggers = new Set<string>();
  readonly opened: { readonly trigger: string; readonly view: Readonly<Record<string, unknown>> }[] = [];
  readonly homes = new Map<string, Readonly<Record<string, unknown>>>();
  /** Authorization headers that came with uploaded bytes; null where there was none. */
  readonly uploads: (string | null)[] = [];
  /** Where Socket Mode connects to. */
  socketUrl = 'wss://127.0.0.1/link';
  /** What Slack's clock says; null: the machine's. */
  clock: (() => number) | null = null;

  reset(): void {
    this.faults.clear();
    this.tokens.clear();
    this.grants.clear();
    this.flags.clear();
    this.responseUrls.clear();
    this.triggers.clear();
    this.homes.clear();
    for (const list of [this.calls, this.whispers, this.responses, this.opened, this.uploads])
      list.length = 0;
    this.clock = null;
  }
}
