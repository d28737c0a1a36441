import type { Limiter } from '../../src/ports/limiter.ts';
import { Bounded } from '../chat/bounded.ts';
import type { SlackOptions } from './config.ts';

interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * Slack's published tiers, a minute for each method, workspace and app (java-slack-sdk
 * metadata/web-api/rate_limit_tiers.json), and chat.postMessage with about one a second.
 */
const TIER_1: Rate = { perSecond: 1 / 60, burst: 1 };
const TIER_3: Rate = { perSecond: 50 / 60, burst: 10 };
const TIER_4: Rate = { perSecond: 100 / 60, burst: 20 };
const POSTS: Rate = { perSecond: 1, burst: 10 };

const RATES: Readonly<Record<string, Rate>> = {
  'apps.connections.open': TIER_1,
  'chat.postMessage': POSTS,
  'chat.update': TIER_3,
  'conversations.open': TIER_3,
  'conversations.info': TIER_3,
};
/** Limiters kept at once: methods times workspaces; beyond that the longest unused starts afresh. */
const MOST = 1000;

/** The budget of one method in one workspace. */
export type Pace = (workspace: string, method: string) => Limiter;

/** Keeps every method of every workspace to its own pace, so that a 429 holds back nothing else. */
export function createPace(limiter: SlackOptions['limiter']): Pace {
  const limiters = new Bounded<Limiter>(MOST);
  return (workspace, method) => {
    const { perSecond, burst } = RATES[method] ?? TIER_4;
    return limiters.getOr(`${workspace} ${method}`, () => limiter(perSecond, burst));
  };
}
