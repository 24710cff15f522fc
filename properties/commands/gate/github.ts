/** The output of a gate in GitHub Actions: annotations, and the summary on the job's page. */
import { appendFileSync } from 'node:fs';
import type { GateCase, GateReport } from './gate-report.ts';
import { summaryOf } from './write-report.ts';

/** The environment variables of a job that are used here. */
export interface JobEnvironment {
  readonly GITHUB_ACTIONS?: string | undefined;
  readonly GITHUB_STEP_SUMMARY?: string | undefined;
}

/** @returns lines to print; none outside GitHub Actions */
export function annotationsOf(report: GateReport, job: JobEnvironment): readonly string[] {
  if (job.GITHUB_ACTIONS !== 'true') return [];
  return report.sections.flatMap(({ cases }) => cases.flatMap((one) => annotationOf(one) ?? []));
}

/** A violation is annotated once, with its story: at the run that found it, and not at its property too. */
function annotationOf({ name, status, note, file, violation }: GateCase): string | undefined {
  if (status === 'incomplete') return annotation({ file, title: `incomplete: ${name}` }, note);
  if (violation === undefined) return undefined;
  const { property, text, paste, steps } = violation;
  const source = steps.findLast((step) => step.source !== undefined)?.source;
  return annotation(
    { file: source?.file, line: source?.line, title: property },
    `${text}\n\n${paste}`,
  );
}

/** An annotation, shown at the source line that it is about if that is known. */
function annotation(
  where: Readonly<Record<string, string | number | undefined>>,
  text: string,
): string {
  const properties = Object.entries(where).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${escapeProperty(String(value))}`],
  );
  return `::error ${properties.join(',')}::${escape(text)}`;
}

/** Appends to the summary, since other steps of the job may have written to it. */
export function writeJobSummary(report: GateReport, job: JobEnvironment): void {
  const { GITHUB_STEP_SUMMARY: file } = job;
  if (file !== undefined && file !== '') appendFileSync(file, summaryOf(report));
}

/** Escapes as the runner's own toolkit does. */
function escape(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escape(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
