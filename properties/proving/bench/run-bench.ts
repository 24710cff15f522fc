/**
 * `bench`: measures speed in sections, with a table for each. `npm run bench -- pages` runs one section;
 * `--json` prints only the figures; `--against DIR` compares with another built checkout.
 */
import { Command } from 'commander';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { checkSection } from './check-section.ts';
import { modelSection } from './model-section.ts';
import { pagesSection } from './pages-section.ts';
import { peersSection } from './peers-section.ts';
import { printDocument } from '../../terminal/print-document.ts';
import type { Report, Section } from './section.ts';
import { formatReport } from './section.ts';
import { prioritySection } from './priority-section.ts';
import { strategiesSection } from './strategies-section.ts';
import { UsageError } from '../../terminal/usage-error.ts';

const sections: readonly Section[] = [
  checkSection,
  peersSection,
  strategiesSection,
  prioritySection,
  pagesSection,
  modelSection,
];

interface Flags {
  readonly json?: boolean;
  readonly against?: string;
}

const program = new Command('bench')
  .argument('[sections...]', sections.map(({ name }) => name).join(', '))
  .option('--json', 'print only the figures')
  .option('--against <folder>', 'compare `check` with another built checkout of this project')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse();
const { json = false, against } = program.opts<Flags>();
// Only this section compares.
const names =
  program.args.length === 0 && against !== undefined ? [checkSection.name] : program.args;
const unknown = names.find((name) => !sections.some((section) => section.name === name));

try {
  if (unknown !== undefined)
    throw new UsageError(`no section ${unknown}: ${sections.map(({ name }) => name).join(', ')}`);
  if (against !== undefined && !names.includes(checkSection.name))
    throw new UsageError(`--against compares the section ${checkSection.name}`);
  const open = await loadEngine();
  const reports: Record<string, Report> = {};
  for (const { name, run } of sections) {
    if (names.length > 0 && !names.includes(name)) continue;
    const report = await run(open, { against });
    reports[name] = report;
    if (!json) console.log(`${formatReport(report)}\n`);
  }
  if (json) printDocument({ version: 1, sections: reports }, 2);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`migcheck: ${error.message}`);
  process.exitCode = 2;
}
