import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLogger } from '../../adapters/system/logger.ts';
import { startService } from '../../src/main/start-service.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { openBrowser } from './browser.ts';

/** Takes the README's screenshot of a running service: `npm run screenshot`. */
const folder = mkdtempSync(join(tmpdir(), 'rollcall-screenshot-'));
const read = readSettings(
  { ROLLCALL_DATA: folder, ROLLCALL_PORT: '0', ROLLCALL_ORGANISATION: 'Northwind Confluence' },
  { machineZone: 'Europe/Berlin' },
);
if (!read.ok) throw new Error(JSON.stringify(read.problems));
const service = await startService(read.settings, createLogger({ level: 'error' }));
const found = await openBrowser();
if ('missing' in found) throw new Error(found.missing);
const page = await found.browser.newPage({ viewport: { width: 1280, height: 860 }, deviceScaleFactor: 1 });
await page.goto(service.url);
for (const command of [
  'users inactive:90d,never licensed:yes per:10',
  'deactivate inactive:400d licensed:yes -group:support-staff',
]) {
  await page.locator('textarea').first().fill(command);
  await page.locator('textarea').first().press('Enter');
  await page
    .getByText(command.startsWith('users') ? 'users match' : 'waiting · 0 of 1 approval')
    .last()
    .waitFor();
}
await page
  .getByRole('button', { name: /^Approve/ })
  .last()
  .scrollIntoViewIfNeeded();
const target = fileURLToPath(new URL('../../docs/console.png', import.meta.url));
mkdirSync(join(target, '..'), { recursive: true });
await page.screenshot({ path: target });
await found.browser.close();
await service.stop();
rmSync(folder, { recursive: true });
process.exit(0);
