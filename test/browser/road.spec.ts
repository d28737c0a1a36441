import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { createLogger } from '../../adapters/system/logger.ts';
import { type Service, startService } from '../../src/main/start-service.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { openBrowser } from '../support/browser.ts';

const SCREENSHOTS = new URL('./screenshots/', import.meta.url).pathname;
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };
const LIST = 'users inactive:90d dir:internal licensed:yes per:10';

/** How a person works the page: with a mouse, or with keys alone. */
interface Hands {
  press(name: RegExp): Promise<void>;
  tick(name: string): Promise<void>;
  write(text: string): Promise<void>;
}

describe('the road in a browser, on the real service', function () {
  this.timeout(60_000);
  let browser: Browser;
  let folder: string;
  let service: Service;
  let context: BrowserContext;
  let page: Page;
  let shots: string;
  let faults: string[];

  before(async function () {
    const found = await openBrowser();
    if ('missing' in found) {
      process.stdout.write(`    skipped: ${found.missing}\n`);
      return this.skip();
    }
    browser = found.browser;
    mkdirSync(SCREENSHOTS, { recursive: true });
  });
  after(() => browser?.close());

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-road-'));
    const read = readSettings(
      {
        ROLLCALL_DATA: folder,
        ROLLCALL_PORT: '0',
        ROLLCALL_ORGANISATION: 'Northwind Confluence',
        ROLLCALL_TIME_ZONE: 'Europe/Berlin',
        ROLLCALL_SANDBOX_USERS: '900',
        // Slow enough that the progress can be seen.
        ROLLCALL_SANDBOX_LATENCY_MS: '150',
        ROLLCALL_CONCURRENCY: '1',
        ROLLCALL_LOG_LEVEL: 'error',
      },
      { machineZone: 'UTC' },
    );
    assert.ok(read.ok);
    service = await startService(read.settings, createLogger({ level: 'error' }));
  });
  afterEach(async () => {
    await context.close();
    await service.stop();
    rmSync(folder, { recursive: true });
    assert.deepEqual(faults, []);
  });

  for (const [size, viewport, colorScheme] of [
    ['wide', WIDE, 'light'],
    ['narrow', NARROW, 'dark'],
  ] as const) {
    for (const way of ['mouse', 'keyboard'] as const) {
      it(`is walked by ${way} on a ${size} screen in ${colorScheme} colours`, async () => {
        shots = `${SCREENSHOTS}road-${way}-${size}-${colorScheme}`;
        await open(viewport, colorScheme);
        await walk(way === 'mouse' ? mouse() : keyboard());
      });
    }
  }

  async function walk(hands: Hands): Promise<void> {
    await message('900 users').first().waitFor();
    await shoot('1-welcome');

    await hands.write(LIST);
    await message('users match').waitFor();
    const picked = await tickTwo(hands);
    await shoot('2-list');
    await hands.press(/^Next$/);
    await message('Acts on 2 selected.').waitFor();
    picked.push(...(await tickTwo(hands)));
    await shoot('3-second-page');

    await hands.press(/^Deactivate…$/);
    await hands.press(/^Ask to deactivate$/);
    await message('Deactivate 4 users?').waitFor();
    await shoot('4-asked');
    assert.equal(await page.getByRole('button', { name: /^(Approve|Reject)/ }).count(), 0, 'it is her own');
    await page.getByRole('button', { name: 'Withdraw request' }).waitFor();
    await shoot('5-own-request');

    await become(hands, 'Tom Weiss');
    await message('Deactivate 4 users?').waitFor();
    await shoot('6-approver');
    await hands.press(/^Approve 4$/);
    await message('Deactivating 4 users').waitFor();
    await shoot('7-progress');
    await message('4 deactivated').waitFor();
    await message('as planned').waitFor();
    await shoot('8-result');

    await hands.press(/^Download results$/);
    const chip = page.getByRole('link', { name: /results-.+\.csv/ });
    await chip.waitFor();
    await shoot('9-file');
    const [download] = await Promise.all([page.waitForEvent('download'), hands.press(/results-.+\.csv/)]);
    checkResults(readFileSync(await download.path(), 'utf8'), picked);

    await become(hands, 'Priya Nair');
    await message('4 deactivated').waitFor();
    await hands.write(LIST);
    await message('users match').last().getByText('Tick users to act on them').waitFor();
    const after = await message('users match').last().innerText();
    for (const name of picked) assert.ok(!after.includes(name), `${name} is listed no more`);
    await shoot('10-after');
  }

  /** Ticks the first two users of the page that is shown, and gives their names. */
  async function tickTwo(hands: Hands): Promise<string[]> {
    const names = await page.evaluate<string[]>(
      `[...document.querySelectorAll('#messages input[type=checkbox]')].slice(0, 2).map((box) =>
          (box.getAttribute('aria-label') ?? box.labels[0].textContent).trim())`,
    );
    for (const name of names) await hands.tick(name);
    return names;
  }

  async function become(hands: Hands, name: string): Promise<void> {
    const drawer = page.getByRole('button', { name: /^Places/ });
    if (await drawer.isVisible()) await hands.press(/Places/);
    await hands.press(/You are/);
    await page.getByRole('menu').waitFor();
    await shoot(`people-${name.split(' ')[0]}`);
    await hands.press(new RegExp(`^${name}`));
    await page.locator('#persona', { hasText: name }).waitFor({ state: 'attached' });
  }

  function checkResults(text: string, picked: readonly string[]): void {
    const [header, ...rows] = text.trimEnd().split('\r\n');
    assert.equal(header, '\uFEFFusername,display name,email,directory,steps,outcome,reason,before,after,at');
    assert.equal(rows.length, 4);
    for (const row of rows)
      assert.match(row, /,Internal Directory,deactivate,done,,active · .*,deactivated · .*,\d{4}-\d\d-\d\dT/);
    for (const name of picked) assert.ok(text.includes(name.replaceAll('"', '""')), `${name} in ${text}`);
  }

  async function open(viewport: typeof WIDE, colorScheme: 'light' | 'dark'): Promise<void> {
    context = await browser.newContext({ viewport, colorScheme });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    faults = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (line) => {
      if (['error', 'warning'].includes(line.type())) faults.push(line.text());
    });
    await page.goto(service.url);
  }

  const message = (text: string): Locator => page.locator('#messages .message', { hasText: text });

  async function shoot(name: string): Promise<void> {
    await page.screenshot({ path: `${shots}-${name}.png` });
    const sideways = `[document.scrollingElement, document.getElementById('scroll')]
      .every((node) => node.scrollWidth <= node.clientWidth)`;
    assert.ok(await page.evaluate(sideways), `${name} is wider than the screen`);
  }

  function mouse(): Hands {
    const target = (name: RegExp) =>
      page
        .getByRole('button', { name })
        .or(page.getByRole('menuitemradio', { name }))
        .or(page.getByRole('link', { name }));
    return {
      press: (name) => target(name).last().click(),
      tick: (name) => page.getByRole('checkbox', { name, exact: true }).first().check(),
      async write(text) {
        await page.getByRole('combobox', { name: 'Message to Rollcall' }).fill(text);
        await page.getByRole('button', { name: 'Send' }).click();
      },
    };
  }

  function keyboard(): Hands {
    return {
      async press(name) {
        await reach(name);
        await page.keyboard.press('Enter');
      },
      async tick(name) {
        await reach(new RegExp(`^${literally(name)}$`));
        await page.keyboard.press('Space');
      },
      async write(text) {
        await reach(/^Message to Rollcall$/);
        await page.keyboard.type(text);
        await page.keyboard.press('Escape');
        await page.keyboard.press('Enter');
      },
    };
  }

  /** Moves the focus by Tab, in a menu by arrow, until it is on what has that name. */
  async function reach(name: RegExp): Promise<void> {
    const seen: string[] = [];
    const key = (await page.getByRole('menu').count()) > 0 ? 'ArrowDown' : 'Tab';
    for (let i = 0; i < 120; i++) {
      const label = await page.evaluate<string>(
        `(({ activeElement: at, body }) => at === body ? '' : (at.getAttribute('aria-label') ??
            at.labels?.[0]?.textContent ?? at.textContent).trim())(document)`,
      );
      if (name.test(label)) return;
      seen.push(label);
      await page.keyboard.press(key);
    }
    assert.fail(`${key} does not reach ${name}: ${seen.join(' | ')}`);
  }
});

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
