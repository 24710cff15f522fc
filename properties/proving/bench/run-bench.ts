/**
 * `bench`: measures speed in sections, with a table for each. `npm run bench -- pages` runs one section;
 * `--json` prints only the figures.
 */
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { modelSection } from './model-section.ts';
import { pagesSection } from './pages-section.ts';
import { peersSection } from './peers-section.ts';
import { printDocument } from '../../terminal/print-document.ts';
import type { Report, Section } from './section.ts';
import { formatReport } from './section.ts';
import { prioritySection } from './priority-section.ts';
import { strategiesSection } from './strategies-section.ts';

const sections: readonly Section[] = [
  peersSection,
  strategiesSection,
  prioritySection,
  pagesSection,
  modelSection,
];

const names = process.argv.slice(2).filter((argument) => argument !== '--json');
const isJson = process.argv.includes('--json');
const unknown = names.find((name) => !sections.some((section) => section.name === name));
if (unknown !== undefined) {
  console.error(`no section ${unknown}: ${sections.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const open = await loadEngine();
const reports: Record<string, Report> = {};
for (const { name, run } of sections) {
  if (names.length > 0 && !names.includes(name)) continue;
  const report = await run(open);
  reports[name] = report;
  if (!isJson) console.log(`${formatReport(report)}\n`);
}
if (isJson) printDocument({ version: 1, sections: reports }, 2);
