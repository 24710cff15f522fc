/** Inspects an open page: whether it fits a window, and what axe finds. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { projectRoot } from '../../../project-root.ts';

/** A phone, a tablet, two laptops and a desktop; of little height, since everything visible is painted. */
export const WINDOWS = [390, 800, 1280, 1440, 1920] as const;
const HEIGHT = 600;

export const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

export interface Inspector {
  /** @returns one line for each layout fault in a window of this width */
  readonly layoutAt: (width: number) => Promise<readonly string[]>;
  /** @returns one line for each axe rule that the page breaks in the current window */
  readonly axeIn: (theme: Theme) => Promise<readonly string[]>;
}

const AXE = createRequire(import.meta.url).resolve('axe-core');
const LAYOUT = join(projectRoot, 'properties/suites/telling/view/layout-complaints.js');
const ASK_AXE = `axe.run({ resultTypes: ['violations'], preload: false })
  .then(({ violations }) => ({ violations }))`;

export async function inspect(page: Page): Promise<Inspector> {
  // During a transition, colours are neither the old nor the new ones.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.addScriptTag({ path: AXE });
  await page.addScriptTag({ path: LAYOUT });
  const devtools = await page.context().newCDPSession(page);
  return {
    async layoutAt(width) {
      // Playwright's own call also resizes the window, which takes longer.
      const metrics = { width, height: HEIGHT, deviceScaleFactor: 1, mobile: false };
      await devtools.send('Emulation.setDeviceMetricsOverride', metrics);
      const found = await page.evaluate<readonly string[]>('layoutComplaints()');
      return found.map((line) => `at ${width}: ${line}`);
    },
    async axeIn(theme) {
      await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
      const width = await page.evaluate<number>('innerWidth');
      const { violations } = await page.evaluate<Pick<AxeResults, 'violations'>>(ASK_AXE);
      return violations.map(
        ({ id, nodes }) => `at ${width}, ${theme}: ${id}: ${nodes.map(({ html }) => html)}`,
      );
    },
  };
}
