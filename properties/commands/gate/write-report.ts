/** Writes a gate's report in all its forms; each file is written atomically. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Eta } from 'eta';
import { writeWhole } from '../../running/files/write-whole.ts';
import { properties } from '../../judging/oracles/properties.ts';
import { projectRoot } from '../../project-root.ts';
import type { CaseStatus, GateReport, GateSection } from './gate-report.ts';
import { violationsOf } from './gate-report.ts';

const TEMPLATES = join(projectRoot, 'properties', 'commands', 'gate', 'templates');

/** Characters that XML must not contain, not even escaped. */
// oxlint-disable-next-line no-control-regex -- these are control characters
const NOT_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/** Escapes interpolated values by default. */
const eta = new Eta({ autoTrim: false, cache: true });

/** Writes JUnit XML for test reporters, a page for people, and a JSON document for scripts. */
export function writeReport(report: GateReport, folder: string): void {
  writeWhole(
    join(folder, 'junit.xml'),
    render('junit.xml', report).replaceAll(NOT_XML, '\u{FFFD}'),
  );
  writeWhole(join(folder, 'gate.json'), `${JSON.stringify({ version: 1, ...report })}\n`);
  writeWhole(join(folder, 'index.html'), render('index.html', report));
}

/** The report as Markdown, for the page of a CI job. */
export function summaryOf(report: GateReport): string {
  return render('summary.md', report);
}

/** The number of a section's cases with each status, in words; statuses without cases are left out. */
export function tally({ cases }: GateSection): string {
  const words: Readonly<Record<CaseStatus, string>> = {
    violated: 'violated',
    incomplete: 'incomplete',
    passed: 'passed',
    skipped: 'not run or not reached',
  };
  const counts = (Object.keys(words) as CaseStatus[]).flatMap((status) => {
    const count = cases.filter((one) => one.status === status).length;
    return count === 0 ? [] : [`${count} ${words[status]}`];
  });
  return counts.length === 0 ? 'none' : counts.join(', ');
}

/** A Markdown fence with more backticks than any sequence in the text. */
function fence(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  return '`'.repeat(longest + 1);
}

/** Escapes text for Markdown. */
function asMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>()#!|~&]/g, String.raw`\$&`);
}

function render(name: string, report: GateReport): string {
  const template = readFileSync(join(TEMPLATES, `${name}.eta`), 'utf8');
  const violations = violationsOf(report.sections);
  const data = { report, violations, properties, tally, fence, asMarkdown };
  return eta.renderString(template, data);
}
