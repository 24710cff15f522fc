/** Writes a run into the page that shows it: one HTML file that needs nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from '../../../traces/printable.ts';
import type { TraceView } from '../../../traces/trace-view.ts';
import { projectRoot } from '../../project-root.ts';

/** What `npm run build` makes of `traces/viewer`. */
export const TEMPLATE: string = join(projectRoot, '.build', 'viewer', 'index.html');

/** In the template, where the run belongs. */
const PLACE = /(?<=<script type="application\/json" id="trace">)[^<]*(?=<\/script>)/;
const TITLE = /(?<=<title>)[^<]*(?=<\/title>)/;

export function pageOf(view: TraceView): string {
  const template = readFileSync(TEMPLATE, 'utf8');
  if (!PLACE.test(template)) throw new Error(`${TEMPLATE} has no place for a trace`);
  // What is put in must not be taken for a pattern, hence the functions.
  return template
    .replace(TITLE, () => escapeHtml(printable(`${view.title} · migcheck`)))
    .replace(PLACE, () => asScript(view));
}

/** JSON that no HTML parser takes for the end of the script that it stands in, of texts fit to be shown. */
function asScript(view: TraceView): string {
  const shown = (_: string, value: unknown): unknown =>
    typeof value === 'string' ? printable(value) : value;
  return JSON.stringify(view, shown).replaceAll('<', String.raw`\u003c`);
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
