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
// Tom looks at a list, Priya asks, and he finds the question in his own conversation.
await ask('tom', 'users inactive:90d,never licensed:yes per:10', 'users match');
await ask('priya', 'deactivate inactive:400d licensed:yes -group:support-staff', 'waiting · 0 of 1 approval');
await become('tom');
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

async function become(person: string): Promise<void> {
  await page.evaluate(`location.hash = '/${person}/'`);
  await page.locator('#persona', { hasText: new RegExp(person, 'i') }).waitFor();
}

async function ask(person: string, command: string, answer: string): Promise<void> {
  await become(person);
  const box = page.locator('textarea').first();
  await box.fill(command);
  await box.press('Enter');
  await page.getByText(answer).last().waitFor();
}
