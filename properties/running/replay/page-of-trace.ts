/** Embeds a run in the page that shows it: a single, self-contained HTML file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from '../../../traces/printable.ts';
import type { TraceView } from '../../../traces/trace-view.ts';
import { projectRoot } from '../../project-root.ts';

/** The page that `npm run build` makes from `traces/viewer`. */
export const TEMPLATE: string = join(projectRoot, '.build', 'viewer', 'index.html');

/** The place of the run in the template. */
const PLACE = /(?<=<script type="application\/json" id="trace">)[^<]*(?=<\/script>)/;
const TITLE = /(?<=<title>)[^<]*(?=<\/title>)/;

export function pageOf(view: TraceView): string {
  const template = readFileSync(TEMPLATE, 'utf8');
  if (!PLACE.test(template)) throw new Error(`${TEMPLATE} has no place for a trace`);
  // Replacer functions, since a string's `$` would be interpreted as a pattern.
  return template
    .replace(TITLE, () => escapeHtml(printable(`${view.title} · migcheck`)))
    .replace(PLACE, () => asScript(view));
}

/** JSON that cannot end the HTML script it is in; all its texts are made printable. */
function asScript(view: TraceView): string {
  const shown = (_: string, value: unknown): unknown =>
    typeof value === 'string' ? printable(value) : value;
  return JSON.stringify(view, shown).replaceAll('<', String.raw`\u003c`);
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
