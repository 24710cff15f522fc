/** Writes a run into the page that shows it: one HTML file that needs nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TraceView } from '../../traces/trace-view.ts';
import { projectRoot } from '../project-root.ts';

/** What `npm run build` makes of `traces/viewer`. */
export const TEMPLATE: string = join(projectRoot, '.build', 'viewer', 'index.html');

/** In the template, where the run belongs. */
const PLACE = '{"format":"none"}';

export function pageOf(view: TraceView): string {
  const parts = readFileSync(TEMPLATE, 'utf8').split(PLACE);
  if (parts.length !== 2) throw new Error(`${TEMPLATE} has not one place for a trace`);
  const title = `${view.title} · migcheck`;
  const html = parts.join(asScript(view));
  return html.replace(/<title>[^<]*<\/title>/, () => `<title>${escapeHtml(title)}</title>`);
}

/** JSON that no HTML parser takes for the end of the script that it stands in. */
function asScript(view: TraceView): string {
  return JSON.stringify(view).replaceAll('<', String.raw`\u003c`);
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
