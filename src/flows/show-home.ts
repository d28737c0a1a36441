import type { Account } from '../domain/account.ts';
import type { Notice } from '../domain/notice.ts';
import type { Services } from './services.ts';
import { showStatus } from './show-status.ts';

/** What somebody finds on their own page: how things stand. */
export async function showHome(services: Services, _account: Account): Promise<Notice> {
  return showStatus(services);
}
