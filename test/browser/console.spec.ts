import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { type ConsoleUnderTest, serveConsole } from '../support/console.ts';

const SCREENSHOTS = new URL('./screenshots/', import.meta.url).pathname;
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };

describe('console in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let site: ConsoleUnderTest;
  let context: BrowserContext;
  let page: Page;
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
    site = await serveConsole();
    await open(WIDE, 'light');
  });
  afterEach(async () => {
    await context.close();
    await site.console.stop();
    assert.deepEqual(faults, []);
  });

  async function open(viewport: typeof WIDE, colorScheme: 'light' | 'dark'): Promise<void> {
    await context?.close();
    context = await browser.newContext({ viewport, colorScheme });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    faults = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (line) => {
      if (['error', 'warning'].includes(line.type())) faults.push(line.text());
    });
    await page.goto(site.url);
    await message('ready to look after').waitFor();
  }

  const box = () => page.getByRole('combobox', { name: 'Message to Rollcall' });
  const message = (text: string): Locator => page.locator('#messages .message', { hasText: text });
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true }).last();

  async function send(text: string, answer: string): Promise<void> {
    await box().fill(text);
    await box().press('Enter');
    await message(answer).last().waitFor();
  }

  async function goTo(place: string): Promise<void> {
    await page.getByRole('navigation').getByRole('button', { name: place }).click();
    await page.getByRole('heading', { level: 1, name: place }).waitFor();
  }

  async function become(name: string): Promise<void> {
    await page.getByRole('button', { name: /^You are/ }).click();
    await page.getByRole('menuitemradio', { name: new RegExp(name) }).click();
    await page.getByRole('button', { name: new RegExp(`You are ${name}`) }).waitFor();
  }

  it('lets the token disappear from the address', () => {
    assert.equal(new URL(page.url()).search, '');
  });

  it('runs a real command from the welcome card', async () => {
    await button('Who is idle').click();
    await message('128 users match').waitFor();
    assert.equal(site.bot.clicks[0]?.id, 'users inactive:90d');
    assert.equal(
      await message('users inactive:90d').first().locator('.text').textContent(),
      'users inactive:90d',
    );
  });

  it('lists the commands after a slash, completes with Tab and sends with Enter', async () => {
    await box().pressSequentially('/wh');
    // What is proposed for the first keys may still be on its way.
    await page
      .getByRole('option')
      .first()
      .filter({ hasText: /whoami.+roles/ })
      .waitFor();
    await box().press('Tab');
    assert.equal(await box().inputValue(), '/whoami');
    await box().press('Enter');
    await message('Priya Nair').last().waitFor();
    assert.equal(site.bot.commands[0]?.text, '/whoami');
  });

  it('keeps Tab for moving on when nothing is suggested, and Shift+Enter for a new line', async () => {
    await box().fill('');
    await box().press('Shift+Enter');
    await box().pressSequentially('x');
    assert.equal(await box().inputValue(), '\nx');
    await box().press('Escape');
    await box().press('Tab');
    assert.notEqual(await page.evaluate('document.activeElement.id'), 'compose-text');
  });

  it('brings back what was typed with the up arrow, also after a reload', async () => {
    await send('whoami', 'You are');
    await send('status', 'No runs under way');
    await page.reload();
    await message('No runs under way').waitFor();
    await box().press('ArrowUp');
    assert.equal(await box().inputValue(), 'status');
    await box().press('ArrowUp');
    assert.equal(await box().inputValue(), 'whoami');
    await box().press('ArrowDown');
    await box().press('ArrowDown');
    assert.equal(await box().inputValue(), '');
  });

  it('shows markup and scripts that somebody typed as the text they are', async () => {
    const typed = '<img src=x onerror=alert(1)> **b** [a](javascript:alert(1))';
    await send(typed, "I don't know");
    assert.equal(await page.locator('#messages img, #messages strong, #messages a').count(), 0);
    assert.equal(await message(typed).first().locator('.text').textContent(), typed);
  });

  it('keeps what is ticked with the click, and turns the page of the list in place', async () => {
    await send('users inactive:90d', '128 users match');
    const before = await page.locator('#messages .message').count();
    await page.getByRole('checkbox', { name: 'Bo Lindqvist' }).first().check();
    await button('Next').click();
    await button('Previous').waitFor();
    assert.match(site.bot.clicks[0]?.inputs.selection ?? '', /^sandbox\/1\/\d+$/);
    assert.equal(site.bot.clicks[0]?.inputs.page, '2');
    assert.equal(await page.locator('#messages .message').count(), before);
  });

  it('tries an approval by two persons in one tab, live in both places', async () => {
    await goTo('#confluence-admins');
    await box().fill('deactivate inactive:90d');
    await box().press('Enter');
    await message('Deactivate 25 users?').waitFor();
    await button('Approve 25').click();
    await message('somebody else decides').waitFor();
    await become('Tom Weiss');
    await message('somebody else decides').waitFor({ state: 'detached' });
    await message('inactive:90d').waitFor({ state: 'detached' });
    await button('Approve 25').click();
    await message('approved').waitFor();
    assert.equal(await button('Approve 25').count(), 0);
    await become('Priya Nair');
    await page.getByRole('navigation').getByText('1 unread').waitFor();
    await goTo('Rollcall');
    await message('approved').waitFor();
  });

  it('asks for a reason before it rejects, and sends it along', async () => {
    await goTo('#licences');
    await box().fill('deactivate inactive:90d');
    await box().press('Enter');
    await message('Deactivate 25 users?').waitFor();
    await become('Ines Duarte');
    await button('Reject…').click();
    await page.getByLabel('Why not?').fill('Quarter end');
    await button('Reject A-7f3k2').click();
    await message('rejected').waitFor();
    assert.equal(site.bot.clicks.at(-1)?.inputs.reason, 'Quarter end');
  });

  it('offers the seldom buttons in a menu', async () => {
    await send('approval-channel', 'Deactivate 25 users?');
    await button('More actions').click();
    await page.getByRole('menuitem', { name: 'Withdraw request' }).click();
    await message('You pressed withdraw').waitFor();
  });

  it('hands a file over as a chip that downloads', async () => {
    await send('users inactive:90d', '128 users match');
    await button('Export CSV').click();
    const chip = page.getByRole('link', { name: /users\.csv/ });
    await chip.waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), chip.click()]);
    assert.equal(download.suggestedFilename(), 'users.csv');
  });

  it('attaches a file to a command', async () => {
    const file = { name: 'leavers.csv', mimeType: 'text/csv', buffer: Buffer.from('ada\nbo\n') };
    await page.locator('#file').setInputFiles(file);
    await page.getByRole('button', { name: 'Remove leavers.csv' }).waitFor();
    await send('users list:', '128 users match');
    assert.deepEqual(site.bot.commands[0]?.files, [{ name: 'leavers.csv', content: 'ada\nbo\n' }]);
    assert.equal(await message('leavers.csv').count(), 1);
  });

  it('says that Rollcall is at work until it has answered', async () => {
    let open = () => {};
    site.bot.gate = new Promise((resolve) => {
      open = resolve;
    });
    await box().fill('whoami');
    await box().press('Enter');
    await page.getByText('Rollcall is working…').waitFor();
    open();
    await message('You are').waitFor();
    await page.getByText('Rollcall is working…').waitFor({ state: 'detached' });
  });

  it('can be used from the keyboard alone', async () => {
    await tabTo(/^Skip to/);
    await page.keyboard.press('Enter');
    await page.keyboard.type('approval-channel');
    await page.keyboard.press('Enter');
    await message('Deactivate 25 users?').waitFor();
    await tabTo(/You are Priya/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    await tabTo(/^More actions/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await message('You pressed withdraw').waitFor();
    await tabTo(/^Reject…/);
    await page.keyboard.press('Enter');
    await page.keyboard.type('No');
    await tabTo(/^Reject A-/);
    await page.keyboard.press('Enter');
    await message('You asked for this').waitFor();
    await tabTo(/^#licences/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: '#licences' }).waitFor();
  });

  it('says what a channel is for while nothing is in it', async () => {
    await goTo('#licences');
    await page.getByText('Nothing here yet.').waitFor();
    await box().fill('deactivate inactive:90d');
    await box().press('Enter');
    await message('Deactivate 25 users?').waitFor();
    assert.equal(await page.getByText('Nothing here yet.').isVisible(), false);
  });

  it('says what the mark beside who you are means, also to those who do not see it', async () => {
    await goTo('#licences');
    await box().fill('deactivate inactive:90d');
    await box().press('Enter');
    await page.getByRole('button', { name: /You are Priya.*Somebody else you can be has unread/ }).waitFor();
  });

  it('names the values of a table on a narrow screen, and breaks no command that fits a line', async () => {
    await open({ ...NARROW, width: 400 }, 'light');
    await send('exemptions', '1 user is exempt');
    const heads = await page.evaluate<string[]>(
      `[...document.querySelectorAll('#messages [role=cell]')].slice(0, 4)
        .map((cell) => getComputedStyle(cell, '::before').content)`,
    );
    assert.deepEqual(heads, ['none', '"Until"', '"Why"', '"Who answers for it"']);
    await send('audit-verified', 'All 1,234');
    const lines = await page.evaluate<number>(
      `Math.max(...[...document.querySelectorAll('#messages .message:last-child .ac-textRun')]
        .filter((run) => run.textContent.startsWith('audit verify'))
        .map((run) => Math.round(run.getBoundingClientRect().height / 20)))`,
    );
    assert.equal(lines, 1);
    const past = await page.evaluate<number>(
      `Math.max(...[...document.querySelectorAll('#messages [role=cell]')].map((cell) =>
        cell.getBoundingClientRect().right - cell.parentElement.getBoundingClientRect().right))`,
    );
    assert.ok(past <= 0, `a cell sticks out by ${past} pixels`);
  });

  async function tabTo(name: RegExp): Promise<void> {
    const seen: string[] = [];
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab');
      const label = await page.evaluate<string>(
        `document.activeElement === document.body ? 'the end of the page'
          : (document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim()`,
      );
      if (name.test(label)) return;
      seen.push(label);
    }
    assert.fail(`Tab does not reach ${name}: ${seen.join(' | ')}`);
  }

  it('reaches the places of a narrow screen through a drawer', async () => {
    await open(NARROW, 'light');
    await page.getByRole('button', { name: /Places/ }).click();
    await page.getByRole('button', { name: '#licences' }).click();
    await page.getByRole('heading', { level: 1, name: '#licences' }).waitFor();
    assert.equal(await page.getByRole('button', { name: '#licences' }).isVisible(), false);
  });

  for (const [size, viewport] of Object.entries({ wide: WIDE, narrow: NARROW })) {
    for (const scheme of ['light', 'dark'] as const) {
      it(`fits a ${size} screen in ${scheme} colours, without sideways scrolling`, async () => {
        await open(viewport, scheme);
        const shots = {
          welcome: 'ready to look after',
          list: '128',
          'approval-waiting': 'Deactivate 25 users?',
        };
        for (const [name, answer] of Object.entries({ ...shots, audit: '128 entries' })) {
          if (name !== 'welcome') await send(name, answer);
          await page.screenshot({ path: `${SCREENSHOTS}console-${name}-${size}-${scheme}.png` });
          const sideways = `[document.scrollingElement, document.getElementById('scroll')]
            .every((node) => node.scrollWidth <= node.clientWidth)`;
          assert.ok(await page.evaluate(sideways), `${name} is wider than the screen`);
        }
      });
    }
  }
});
