/** What a job of GitHub Actions shows of a gate: annotations, and the summary on the job's page. */
import { appendFileSync } from 'node:fs';
import type { GateCase, GateReport } from './gate-report.ts';
import { summaryOf } from './write-report.ts';

/** The part of a job's environment that says where it is. */
export interface JobEnvironment {
  readonly GITHUB_ACTIONS?: string | undefined;
  readonly GITHUB_STEP_SUMMARY?: string | undefined;
}

/** @returns lines to print; none outside GitHub Actions */
export function annotationsOf(report: GateReport, job: JobEnvironment): readonly string[] {
  if (job.GITHUB_ACTIONS !== 'true') return [];
  return report.sections.flatMap(({ id, cases }) =>
    cases.flatMap((one) => annotationOf(one, id) ?? []),
  );
}

/** Properties that a run has violated are named by the run, with the story. */
function annotationOf(
  { name, status, note, violation }: GateCase,
  section: string,
): string | undefined {
  if (status === 'incomplete')
    return annotation({ ...fileOfCase(section, name), title: `incomplete: ${name}` }, note);
  if (violation === undefined) return undefined;
  const { property, text, paste, steps } = violation;
  const source = steps.findLast((step) => step.source !== undefined)?.source;
  return annotation(
    { file: source?.file, line: source?.line, title: property },
    `${text}\n\n${paste}`,
  );
}

/** The file of the checkout that a case is about, if it is about one. */
function fileOfCase(section: string, name: string): { readonly file?: string } {
  if (section === 'regressions') return { file: `traces/regressions/${name}` };
  return section === 'catalogue' && isBug(name) ? { file: `properties/bugs/${name}.json` } : {};
}

/** A property of which no bug is there is a case of that section as well. */
function isBug(name: string): boolean {
  return /^[a-z0-9-]+$/.test(name);
}

/** An annotation stands beside the line of the source that it is about, if that is known. */
function annotation(
  where: Readonly<Record<string, string | number | undefined>>,
  text: string,
): string {
  const properties = Object.entries(where).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${escapeProperty(String(value))}`],
  );
  return `::error ${properties.join(',')}::${escape(text)}`;
}

/** Appended, since the job may have more to say. */
export function writeJobSummary(report: GateReport, job: JobEnvironment): void {
  const { GITHUB_STEP_SUMMARY: file } = job;
  if (file !== undefined && file !== '') appendFileSync(file, summaryOf(report));
}

/** As the runner's own toolkit does it. */
function escape(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escape(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
