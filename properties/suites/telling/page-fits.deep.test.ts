/** Every page fits every window and the paper, and is accessible: in a real Chromium. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { viewOfObserved } from '../../commands/cli/qemu/page.ts';
import { writeReport } from '../../commands/gate/write-report.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import type { CatalogueTrace } from '../../proving/edits/read-edits.ts';
import { readCatalogueTraces } from '../../proving/edits/read-edits.ts';
import { projectRoot } from '../../project-root.ts';
import { readRecording } from '../../qemu/validation/read-recording.ts';
import { pageOf } from '../../running/replay/page-of-trace.ts';
import { viewTrace } from '../../running/replay/view-trace.ts';
import { share, TOO_LONG } from '../support/long-work.ts';
import { describeWith } from '../support/requirements.ts';
import type { OpenedPage } from './view/browser.ts';
import { launchChromium, openPage } from './view/browser.ts';
import { pageOfCatalogueTrace, reportWith } from './view/catalogue-pages.ts';
import type { Inspector } from './view/inspect-page.ts';
import { inspect, THEMES, WINDOWS } from './view/inspect-page.ts';
import { manyPagesScenario, recordTrace } from './view/recorded-traces.ts';

const traces = readCatalogueTraces();
/**
 * axe checks these in every window, light and dark, and each of the others once: all of them would take
 * minutes.
 */
const SEEN_EVERYWHERE: readonly string[] = ['seed-003-stale-shadow', 'preempt-end-unmarked'];
const LOOKS = WINDOWS.flatMap((width) => THEMES.map((theme) => ({ width, theme })));
/** The width of A4 between its margins. */
const PAPER = 688;

/** A page is looked at in a second or two, so at least every fifth is. */
function isBeyondShare(at: number): boolean {
  return share < 1 && at % Math.min(5, Math.round(1 / share)) > 0;
}

describeWith('chromium', 'in every window', () => {
  const folder = mkdtempSync(join(tmpdir(), 'migcheck-test-'));
  const file = join(folder, 'page.html');
  let browser: Browser;
  let opened: OpenedPage;
  let page: Page;
  let inspector: Inspector;

  beforeAll(async () => {
    browser = await launchChromium();
    writeFileSync(file, await pageOfCatalogueTrace(traceOf('seed-003-stale-shadow')));
    opened = await openPage(browser, file);
    page = opened.page;
    inspector = await inspect(page);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await browser?.close();
  });

  it.for(traces.map(({ bug: { id } }, at) => ({ id, at })))(
    'the page of $id fits, and is accessible',
    async ({ id, at }, context) => {
      context.skip(isBeyondShare(at), TOO_LONG);
      // Replaces the previous page: loading axe again for each would take longer than running it.
      await page.setContent(await pageOfCatalogueTrace(traceOf(id)));
      const found: string[] = [];
      for (const width of WINDOWS) {
        found.push(...(await inspector.layoutAt(width)));
        for (const look of looksAt(id, at).filter((one) => one.width === width))
          found.push(...(await inspector.axeIn(look.theme)));
      }
      expect([...found, ...opened.complaints]).toEqual([]);
    },
  );

  it.each(['preempt-11', 'misnamed-block'])(
    'the page of the recording %s of real QEMU fits, and is accessible',
    async (name) => {
      const recorded = join(projectRoot, 'traces', 'recordings', `${name}.json.gz`);
      const run = { recording: readRecording(recorded), file: recorded };
      await page.setContent(pageOf(viewOfObserved(run)));
      const found: string[] = [];
      for (const width of WINDOWS) found.push(...(await inspector.layoutAt(width)));
      for (const theme of THEMES) found.push(...(await inspector.axeIn(theme)));
      expect([...found, ...opened.complaints]).toEqual([]);
    },
  );

  it('the help fits', async () => {
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keys and colours' });
    await dialog.waitFor();
    for (const width of WINDOWS) expect(await inspector.layoutAt(width)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  it('the report of a gate fits, and is accessible', async () => {
    writeReport(await reportWith(traceOf('shared-last-block')), folder);
    const report = await browser.newPage({ colorScheme: 'light' });
    await report.goto(`file://${join(folder, 'index.html')}`);
    await report.evaluate(
      'for (const one of document.querySelectorAll("details")) one.open = true',
    );
    const inspected = await inspect(report);
    const found: string[] = [];
    for (const width of WINDOWS) {
      found.push(...(await inspected.layoutAt(width)));
      for (const colorScheme of THEMES) {
        await report.emulateMedia({ colorScheme });
        found.push(...(await inspected.axeIn(colorScheme)));
      }
    }
    expect(found).toEqual([]);
    await report.close();
  });

  it('the printed page has the whole story and table, and no controls', async () => {
    const trace = recordTrace(await loadEngine(), manyPagesScenario);
    const { view } = await viewTrace(trace, { engine: { edits: [] }, replay: 'REPLAY' });
    await page.setContent(pageOf({ ...view, accounts: [LONG_ACCOUNT] }));
    const rows = page.locator('tbody tr:not(.filler)');
    expect(await rows.count()).toBeLessThan(view.pages.length);
    await page.emulateMedia({ media: 'print' });
    await expect.poll(() => rows.count()).toBe(view.pages.length);
    expect(await page.evaluate<readonly string[]>(HEIGHTS_LEFT_OUT)).toEqual([]);
    expect(await inspector.layoutAt(PAPER)).toEqual([]);
    const words = await page.locator('#page').innerText();
    for (const text of ['The story', 'line 200', 'REPLAY', view.title])
      expect(words).toContain(text);
    const controls = page.locator('button, input, select, canvas, .lanes');
    for (const control of await controls.filter({ visible: true }).all())
      expect(view.pages).toContain(await control.innerText());
    await page.emulateMedia({ media: 'screen' });
  });

  function looksAt(id: string, at: number): typeof LOOKS {
    return SEEN_EVERYWHERE.includes(id) ? LOOKS : [LOOKS[at % LOOKS.length] as (typeof LOOKS)[0]];
  }
});

/** Boxes that are cut off on paper, where they cannot be scrolled. */
const HEIGHTS_LEFT_OUT = `[...document.querySelectorAll('body *')]
  .filter((one) => one.checkVisibility() && getComputedStyle(one).overflow !== 'visible')
  .filter((one) => one.scrollHeight > one.clientHeight + 1 && one.closest('.unseen') === null)
  .map((one) => one.className)`;

const LONG_ACCOUNT = {
  title: 'The story',
  lines: Array.from({ length: 200 }, (_, index) => ({
    actor: 'migration',
    text: `line ${index + 1}`,
    steps: [],
  })),
};

function traceOf(id: string): CatalogueTrace {
  const found = traces.find(({ bug }) => bug.id === id);
  if (found === undefined) throw new Error(`the catalogue has no trace of ${id}`);
  return found;
}
