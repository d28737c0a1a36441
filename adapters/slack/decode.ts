import { PLATFORM } from './config.ts';

/** A mention, a channel, a broadcast or an address, with its words where it has some; any other `<` was typed. */
const MARK = /<([@#!][^<>|]+|[a-z][a-z0-9+.-]*:[^<>|]+)(?:\|([^<>]*))?>/gi;
const ENTITY = /&(amp|lt|gt);/g;
const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };

/**
 * Slack's marks as what the person typed: mentions become `@slack/TENANT/ID`, channels `#name`, links and addresses
 * their words, and `&amp;` `&lt;` `&gt;` their characters. Text without marks stays as it is
 * (docs.slack.dev/messaging/formatting-message-text).
 */
export function decodeMarks(text: string, tenant: string): string {
  // Entities last and once: what somebody typed as "&lt;" arrives as "&amp;lt;" and has to come out as typed.
  return text
    .replace(MARK, (_mark, link: string, label = '') => decodeMark(link, label, tenant))
    .replace(ENTITY, (entity, name: string) => CHARACTERS[name] ?? entity);
}

/** The first person a text mentions, as Slack marks it; undefined when it mentions nobody. */
export function firstMention(text: string): string | undefined {
  return /<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>/.exec(text)?.[1];
}

/** How commands name somebody of Slack. */
export function mentionOf(tenant: string, user: string): string {
  return `@${PLATFORM}/${tenant}/${user}`;
}

function decodeMark(link: string, label: string, tenant: string): string {
  if (/^@[UW][A-Z0-9]+$/.test(link)) return mentionOf(tenant, link.slice(1));
  if (link.startsWith('#')) return `#${label || link.slice(1)}`;
  if (link.startsWith('!subteam^') || link.startsWith('!date^')) return label;
  if (link.startsWith('!')) return label || `@${link.slice(1)}`;
  return label || link.replace(/^(?:mailto|tel):/, '');
}
