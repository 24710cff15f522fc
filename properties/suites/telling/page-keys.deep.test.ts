/** The keys that a page lists, and the line that it copies, in a real Chromium. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { projectRoot } from '../../project-root.ts';
import { describeWith } from '../support/requirements.ts';
import { migcheckHere } from '../support/support.ts';
import { launchChromium, openPage } from './view/browser.ts';

const EXAMPLE = join(projectRoot, 'traces', 'examples', 'stale-shadow.json');
/** As written in the help. */
const KEYS = '→ ↓ j ← ↑ k PageDown PageUp Home End v p e / c t ?'.split(' ');
const LINE = `npm run replay -- ${EXAMPLE}`;

describeWith('chromium', 'a page opened from a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'migcheck-test-'));
  const file = join(folder, 'page.html');
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
    await migcheckHere(['view', EXAMPLE, '--out', file]);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await browser?.close();
  });

  async function opened(): Promise<Page> {
    const { page, complaints } = await openPage(browser, file);
    onTestFinished(async () => {
      await page.close();
      expect(complaints).toEqual([]);
    });
    return page;
  }

  /** The text of the clipboard, pasted into the search box. */
  async function pasted(page: Page): Promise<string> {
    const search = page.getByRole('searchbox');
    await search.focus();
    await page.keyboard.press('Control+V');
    return search.inputValue();
  }

  const said = (page: Page): Promise<string> =>
    page.locator('.replay').getByRole('status').innerText();

  it('lists every key in its help, and acts on each of them', async () => {
    const page = await opened();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys and colours' });
    await help.waitFor();
    const listed = await help.locator('kbd').allTextContents();
    expect(listed.map((sign) => sign.replace(' ', ''))).toEqual(KEYS);
    await page.keyboard.press('Escape');
    const step = (): Promise<string> => page.getByRole('slider', { name: 'Step' }).inputValue();
    const steps: string[] = [];
    for (const key of ['Home', 'j', 'j', 'k', 'PageDown', 'ArrowUp', 'PageUp', 'v', 'End']) {
      await page.keyboard.press(key);
      steps.push(await step());
    }
    expect(steps).toEqual(['0', '1', '3', '1', '15', '14', '0', '25', '25']);
  });

  it.each(['button', 'key'])('copies its replay command, and says so (%s)', async (by) => {
    const page = await opened();
    if (by === 'key') await page.keyboard.press('c');
    else await page.getByRole('button', { name: 'copy' }).click();
    await expect.poll(() => said(page)).toBe('Copied');
    expect(await pasted(page)).toBe(LINE);
  });

  it('copies the command even if the browser denies files the clipboard', async () => {
    const page = await opened();
    await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
    await page.keyboard.press('c');
    await expect.poll(() => said(page)).toBe('Copied');
    expect(await pasted(page)).toBe(LINE);
  });

  it('selects the command if it cannot copy it, and says what to press', async () => {
    const page = await opened();
    await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
    await page.evaluate('document.execCommand = () => false');
    await page.keyboard.press('c');
    await expect.poll(() => said(page)).toBe('Selected: copy it with Ctrl+C');
    expect(await page.evaluate<string>('String(getSelection())')).toBe(LINE);
  });

  it('scrolls the table sideways with the arrow keys if the table has the focus', async () => {
    const page = await opened();
    await page.setViewportSize({ width: 390, height: 800 });
    const table = page.getByRole('group', { name: 'Pages' });
    await table.focus();
    const before = await page.getByRole('slider', { name: 'Step' }).inputValue();
    await page.keyboard.press('ArrowRight');
    await expect
      .poll(() => page.evaluate<number>('document.activeElement.scrollLeft'))
      .toBeGreaterThan(0);
    expect(await page.getByRole('slider', { name: 'Step' }).inputValue()).toBe(before);
  });
});
