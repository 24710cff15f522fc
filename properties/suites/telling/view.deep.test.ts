/** The page of a trace: what `view` writes, and what a reader can do with it in a real Chromium. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { printTrace } from '../../../traces/trace-file.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { projectRoot } from '../../project-root.ts';
import { TEMPLATE } from '../../running/replay/page-of-trace.ts';
import { describeWith } from '../support/requirements.ts';
import { fileOf, migcheck, migcheckHere, temporaryFolder } from '../support/support.ts';
import type { OpenedPage, Opening } from './view/browser.ts';
import { launchChromium, openPage } from './view/browser.ts';
import { longScenario, recordTrace } from './view/recorded-traces.ts';

const EXAMPLE = join(projectRoot, 'traces', 'examples', 'stale-shadow.json');
const TEMPLATE_BYTES_MAX = 300_000;
const OPENS_IN_MS = 2000;
/** The machine may be busy with other suites, so the fastest of several openings counts. */
const OPENINGS = 3;

/** The page of a trace, in a file that is removed after the test. */
async function pageFileOf(trace: string): Promise<string> {
  const file = join(temporaryFolder(), 'page.html');
  const { status, stderr } = await migcheck(['view', trace, '--out', file]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return file;
}

describe('view', () => {
  it('writes a self-contained file, and says where', async () => {
    const folder = temporaryFolder();
    const { status, stdout } = await migcheck(['view', EXAMPLE], { cwd: folder });
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^reproduced: P1 coverage\n {2}page: file:\/\/\S+\/stale-shadow\.html\n$/,
    );
    const html = readFileSync(join(folder, 'stale-shadow.html'), 'utf8');
    expect(html).toContain('<title>Stale shadow bit in the per-page sync path · migcheck</title>');
    expect(html).not.toMatch(/<(?:script|link|img)[^>]*\b(?:src|href)="(?!data:)/);
  });

  it('takes a pasted trace as well', async () => {
    const text = readFileSync(EXAMPLE).toString('base64url');
    const file = await pageFileOf(text);
    expect(readFileSync(file, 'utf8')).toContain('"property":"P1 coverage"');
  });

  it('keeps the page without a trace small', () => {
    expect(statSync(TEMPLATE).size).toBeLessThan(TEMPLATE_BYTES_MAX);
  });

  it('writes the page of a run that is not the recorded one, and exits 3', async () => {
    const { bug: _, ...clean } = JSON.parse(readFileSync(EXAMPLE, 'utf8'));
    const nowhere = { thread: 'migration', event: 'no such event', nth: 1, to: 'vcpu0' };
    const trace = fileOf(JSON.stringify({ ...clean, decisions: [nowhere] }));
    const file = join(temporaryFolder(), 'page.html');
    const { status, stdout } = await migcheck(['view', trace, '--out', file]);
    expect(stdout).toMatch(/^diverged: P1 coverage was recorded/);
    expect({ status, isWritten: existsSync(file) }).toEqual({ status: 3, isWritten: true });
  });

  it.each([
    [['/nowhere/trace.json'], /^migcheck: trace \/nowhere\/trace\.json: no such file\n$/],
    [
      [EXAMPLE, '--out', '/dev/null/page.html'],
      /^migcheck: --out \/dev\/null\/page\.html: \S.*\n$/,
    ],
  ])('refuses %j in one line', async (args, line) => {
    const { status, stderr } = await migcheckHere(['view', ...args]);
    expect(stderr).toMatch(line);
    expect(status).toBe(2);
  });

  it('does not let a trace inject HTML', async () => {
    const trace = JSON.parse(readFileSync(EXAMPLE, 'utf8'));
    trace.bug.title = '</script><script>alert(1)</script> $& &amp;';
    const file = await pageFileOf(fileOf(JSON.stringify(trace)));
    const html = readFileSync(file, 'utf8');
    expect(html).not.toContain('<script>alert(1)');
    expect(html).toContain('<title>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt; $&amp;');
  });
});

describeWith('chromium', 'the page, in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'migcheck-test-'));
  const example = join(folder, 'stale-shadow.html');
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
    // In a deep folder, so that the line that replays the trace is wider than its card.
    const deep = join(folder, 'a-folder-with-a-long-name'.repeat(6));
    const trace = join(deep, 'stale-shadow.json');
    mkdirSync(deep);
    copyFileSync(EXAMPLE, trace);
    await migcheck(['view', trace, '--out', example]);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await browser?.close();
  });

  /** Opens the page; the test fails if the page logs an error or asks the network for anything. */
  async function opened(file: string, opening?: Opening): Promise<Page> {
    const { page, complaints }: OpenedPage = await openPage(browser, file, opening);
    onTestFinished(async () => {
      await page.close();
      expect(complaints).toEqual([]);
    });
    return page;
  }

  const currentStep = (page: Page): Promise<string | null> =>
    page.locator('.lanes [aria-current=step] .number').textContent();
  const stateOf = (page: Page): Promise<string> =>
    page.getByRole('complementary', { name: 'State after the step' }).innerText();

  it('opens at the violation, tells its story and shows the wrong page', async () => {
    const page = await opened(example);
    expect(await currentStep(page)).toBe('§5 (25)');
    const account = page.getByRole('complementary', { name: 'What happened' });
    await account.getByText('its newest copy is version 1, the source has version 2').waitFor();
    const story = account.getByRole('region', { name: 'The story' });
    expect(await story.getByRole('listitem').count()).toBe(5);
    await account.getByText('leaves S set').waitFor();
    await account.getByText('without its write to ram0:0, nothing is violated').waitFor();
    const row = page.getByRole('row', { name: /ram0:0/ });
    expect(await row.getAttribute('class')).toBe('followed wrong');
    expect(await row.getByRole('cell').allInnerTexts()).toEqual(
      ['v2', 'v1', 'v1', ''].concat(
        // No columns of hints or postcopy, which this scenario does not have.
        ['clear'],
        ['set', 'clear', 'clear', 'clear', 'clear', 'clear', 'clear'],
        ['set'],
      ),
    );
  });

  it('goes back to the first step and forward again through the same states', async () => {
    const page = await opened(example);
    await page.keyboard.press('e');
    const states: string[] = [await stateOf(page)];
    while ((await page.locator('.lanes [aria-current=step]').count()) > 0) {
      await page.keyboard.press('ArrowLeft');
      states.push(await stateOf(page));
    }
    expect(states).toHaveLength(26);
    expect(new Set(states).size).toBe(26);
    expect(states.at(-1)).toMatch(/^Before the first step/);
    for (const state of states.toReversed().slice(1)) {
      await page.keyboard.press('ArrowRight');
      expect(await stateOf(page)).toBe(state);
    }
  });

  it('goes to the violation from anywhere, and to the step of a line of the story', async () => {
    const page = await opened(example, { hash: '#step-2' });
    await page.keyboard.press('v');
    expect(await currentStep(page)).toBe('§5 (25)');
    await page.getByRole('link', { name: /traps on ram0:0 \(logged\), stores/ }).click();
    expect(await currentStep(page)).toBe('§3 (15)');
    await page.getByRole('button', { name: 'violation' }).click();
    expect(await currentStep(page)).toBe('§5 (25)');
  });

  it('has a link to each step, which opens the page at that step', async () => {
    const page = await opened(example, { hash: '#step-12' });
    expect(await currentStep(page)).toBe('§2 (12)');
    await page.getByRole('link', { name: /\(15\) vcpu0 stores version 2/ }).click();
    await page.waitForURL(/#step-15$/);
    await page.goto(page.url().replace('#step-15', '#step-8'));
    await page.locator('.lanes [href="#step-8"][aria-current=step]').waitFor();
    const again = await opened(example, { hash: '#step-999' });
    expect(await currentStep(again)).toBe('§5 (25)');
  });

  it('draws an arrow for each message, from the step that sends to the one that receives', async () => {
    const page = await opened(example, { hash: '#step-12' });
    expect(await page.locator('.message').count()).toBe(4);
    expect(await page.locator('.message.here').count()).toBe(1);
    await page.getByRole('listitem').getByRole('link', { name: 'step 21', exact: true }).click();
    expect(await currentStep(page)).toBe('21');
    expect(await page.locator('.message.here').count()).toBe(2);
  });

  it('searches, and filters by page and thread', async () => {
    const page = await opened(example);
    const shown = (): Promise<string[]> => page.locator('.lanes .number').allTextContents();
    await page.keyboard.press('/');
    await page.keyboard.type('vcpu_store');
    await expect.poll(shown).toEqual(['§3 (15)']);
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowLeft');
    expect(await currentStep(page)).toBe('§3 (15)');
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    await expect.poll(shown).toContain('1');
    await page.getByRole('button', { name: 'only this page' }).click();
    await expect.poll(shown).not.toContain('1');
    expect(await shown()).toContain('§2 (12)');
    await page.getByRole('button', { name: 'migration', exact: true }).click();
    await expect.poll(shown).toEqual(['§1 (8)', '§3 (14)', '§3 (15)', '§4 (16)', '21', '§4 (23)']);
  });

  it('can be used with the keyboard alone, and announces the current step', async () => {
    const page = await opened(example, { hash: '#step-11' });
    const names: string[] = [];
    await page.keyboard.press('Tab');
    // After the last element, no element of the page has the focus.
    while ((await page.locator(':focus').count()) > 0) {
      const focused = page.locator(':focus');
      names.push((await focused.getAttribute('aria-label')) ?? (await focused.innerText()));
      await page.keyboard.press('Tab');
    }
    expect(names).toEqual(
      expect.arrayContaining(['Search steps', 'every step', 'incoming', 'copy', 'Pages']),
    );
    expect(names.filter((name) => /^(?:§\d+ \()?\d+\)?\n/.test(name))).toEqual([
      expect.stringContaining('takes ram0:0'),
    ]);
    await page.keyboard.press('ArrowDown');
    await page
      .getByText('§2 (12), migration: reads version 1, sends it')
      .waitFor({ state: 'attached' });
    const slider = page.getByRole('slider', { name: 'Step' });
    expect(await slider.getAttribute('aria-valuetext')).toBe(
      '§2 (12) of 25, migration: reads version 1, sends it',
    );
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    expect(await slider.inputValue()).toBe('13');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys and colours' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  it('is light or dark like the system, until told otherwise', async () => {
    const brightness = async (page: Page): Promise<number> => {
      const color = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      return Math.max(...(color.match(/\d+/g) ?? []).map(Number));
    };
    expect(await brightness(await opened(example, { colorScheme: 'light' }))).toBeGreaterThan(200);
    const page = await opened(example, { colorScheme: 'dark' });
    expect(await brightness(page)).toBeLessThan(60);
    await page.getByRole('button', { name: 'dark' }).click();
    expect(await brightness(page)).toBeGreaterThan(200);
  });

  it('opens a run of 5,000 steps in less than two seconds, and draws only visible rows', async () => {
    const trace = recordTrace(await loadEngine(), longScenario);
    const file = await pageFileOf(fileOf(printTrace(trace)));
    const times: number[] = [];
    for (let opening = 0; opening < OPENINGS; opening++) {
      const page = await opened(file, { hash: '#step-5000' });
      expect(await page.getByRole('slider').inputValue()).toBe('5000');
      times.push(await page.evaluate<number>(FIRST_PAINT));
      expect(await page.locator('.lanes li').count()).toBeLessThan(100);
    }
    expect(Math.min(...times)).toBeLessThan(OPENS_IN_MS);
    const page = await opened(file, { hash: '#step-3000' });
    await page.keyboard.press('PageDown');
    expect(Number(await currentStep(page))).toBeGreaterThanOrEqual(3010);
    await page.keyboard.press('Home');
    await page.getByRole('heading', { name: 'Before the first step' }).waitFor();
  });
});

/** Milliseconds from the start until the first paint; nothing is painted without the run. */
const FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime";
