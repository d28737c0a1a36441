import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const INSTALLED = [
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

export type FoundBrowser = { readonly browser: Browser } | { readonly missing: string };

/** An installed Chrome, else the one from npm on Linux x64, else the reason why there is none. */
export async function openBrowser(): Promise<FoundBrowser> {
  const installed = [process.env.CHROME_PATH ?? '', ...INSTALLED].find(
    (path) => path !== '' && existsSync(path),
  );
  if (installed !== undefined) return launch(installed);
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { missing: 'no Chrome is installed, and the one from npm runs on Linux x64 only' };
  }
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    // Its own flags are for one page in a cloud function; here several pages live side by side.
    return await launch(await packed.executablePath());
  } catch (error) {
    return { missing: `no Chrome is installed, and the one from npm does not start: ${String(error)}` };
  }
}

async function launch(executablePath: string): Promise<FoundBrowser> {
  return { browser: await chromium.launch({ executablePath, args: FLAGS, headless: true }) };
}
