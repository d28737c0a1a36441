import type { Role } from './person.ts';

/** First visit: what this is and four buttons that run real commands. */
export interface WelcomeNotice {
  readonly kind: 'welcome';
  readonly name: string;
  readonly users: number;
  readonly commands: readonly { readonly label: string; readonly command: string }[];
}

export interface HelpEntry {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly examples: readonly string[];
  /** Any one of these may use it, and admins; empty: everyone known to Rollcall. */
  readonly roles: readonly Role[];
}

/** `topic` null is the overview; otherwise one command or the filters in full. */
export interface HelpNotice {
  readonly kind: 'help';
  readonly topic: string | null;
  readonly text: readonly string[];
  readonly entries: readonly HelpEntry[];
}
