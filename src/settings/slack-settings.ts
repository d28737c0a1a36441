/**
 * How Rollcall is connected to Slack: by the token of one workspace, or as an app that workspaces install. Nothing but
 * a shape, so that the adapter can be given it as it is.
 */
export interface SlackSettings {
  /** Of the one workspace (`xoxb-…`); null when workspaces install the app themselves. */
  readonly botToken: string | null;
  /** For Socket Mode (`xapp-…`); null when Slack sends requests to the public address. */
  readonly appToken: string | null;
  /** What Slack signs its requests with; needed without {@link appToken}. */
  readonly signingSecret: string | null;
  /** The app's own credentials, with which workspaces install it; null for one workspace. */
  readonly oauth: {
    readonly clientId: string;
    readonly clientSecret: string;
    /** What stored tokens are sealed with. */
    readonly tokenKey: string;
  } | null;
  /** Workspace (`T…`) and organisation (`E…`) ids that may talk to Rollcall; empty: that of the bot token. */
  readonly teams: readonly string[];
  /** Whether an account that nobody linked is matched by the address its workspace confirms. */
  readonly matchMail: boolean;
  /** Base address of the Web API, with a trailing slash. */
  readonly apiUrl: string;
}
