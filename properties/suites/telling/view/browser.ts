/** Opens pages in a real browser, and notes their errors and their requests to the network. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

export interface OpenedPage {
  readonly page: Page;
  /** Errors and warnings, and requests for anything but the file. */
  readonly complaints: readonly string[];
}

export interface Opening {
  /** The fragment of the address. */
  readonly hash?: string;
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** @throws Error with one line if there is no Chromium */
export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error('chromium is not installed: apt-get install --no-install-recommends chromium');
  // Chromium's sandbox does not start as root; the page is the project's own file.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

function findChromium(): string | undefined {
  const folders = process.env['PATH']?.split(delimiter) ?? [];
  return folders.map((folder) => join(folder, 'chromium')).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export async function openPage(
  browser: Browser,
  file: string,
  { hash = '', colorScheme = 'light', viewport = { width: 1280, height: 800 } }: Opening = {},
): Promise<OpenedPage> {
  const page = await browser.newPage({ colorScheme, viewport });
  const complaints: string[] = [];
  const address = pathToFileURL(file).href;
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !url.startsWith('data:')) complaints.push(`asks for ${url}`);
  });
  await page.goto(`${address}${hash}`);
  await page.locator('footer').waitFor();
  return { page, complaints };
}
