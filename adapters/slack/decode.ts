import { PLATFORM } from './config.ts';

const LINK = /<([^<>]*)>/g;
const ENTITY = /&(amp|lt|gt);/g;
const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };

/**
 * Slack's marks as what the person typed: mentions become `@slack/TENANT/ID`, channels `#name`, links and addresses
 * their words, and `&amp;` `&lt;` `&gt;` their characters. Text without marks stays as it is
 * (docs.slack.dev/messaging/formatting-message-text).
 */
export function decodeText(text: string, tenant: string): string {
  // Entities last and once: what somebody typed as "&lt;" arrives as "&amp;lt;" and has to come out as typed.
  return text
    .replace(LINK, (_mark, inside: string) => decodeMark(inside, tenant))
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

function decodeMark(inside: string, tenant: string): string {
  const bar = inside.indexOf('|');
  const link = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? '' : inside.slice(bar + 1);
  if (/^@[UW][A-Z0-9]+$/.test(link)) return mentionOf(tenant, link.slice(1));
  if (link.startsWith('#')) return `#${label || link.slice(1)}`;
  if (link.startsWith('!subteam^') || link.startsWith('!date^')) return label;
  if (link.startsWith('!')) return label || `@${link.slice(1)}`;
  return label || link.replace(/^(?:mailto|tel):/, '');
}
