import type { ApprovalsNotice, Audience } from '../src/domain/notice.ts';
import type { Plan } from '../src/domain/plan.ts';
import { planWords } from './operation-words.ts';
import { settingWords } from './setting-words.ts';

type About = ApprovalsNotice['waiting'][number]['about'];

/** True for a plan; what else an approval can be about is a change of a setting. */
export function isPlan(about: About): about is Plan {
  return 'targets' in about;
}

/** What an approval is about, in one line. */
export function aboutWords(about: About, audience: Audience): string {
  if (!isPlan(about)) return settingWords(about, audience);
  return planWords(about);
}
