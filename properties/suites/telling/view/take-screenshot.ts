/** Takes the README's picture: the example's page, in a real Chromium. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { view } from '../../../commands/cli/view.ts';
import { projectRoot } from '../../../project-root.ts';
import { launchChromium, openPage } from './browser.ts';

const PICTURE = join(projectRoot, 'traces', 'viewer', 'stale-shadow.png');

const folder = mkdtempSync(join(tmpdir(), 'migcheck-screenshot-'));
const browser = await launchChromium();
try {
  const file = join(folder, 'stale-shadow.html');
  process.chdir(projectRoot);
  await view('traces/examples/stale-shadow.json', { out: file });
  const { page } = await openPage(browser, file, { viewport: { width: 1280, height: 800 } });
  await page.screenshot({ path: PICTURE });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
