/** What a job of GitHub Actions shows of a gate: annotations, and the summary on the job's page. */
import { appendFileSync } from 'node:fs';
import type { GateCase, GateReport } from './gate-report.ts';
import { casesOf } from './gate-report.ts';
import { summaryOf } from './write-report.ts';

/** The part of a job's environment that says where it is. */
export interface JobEnvironment {
  readonly GITHUB_ACTIONS?: string | undefined;
  readonly GITHUB_STEP_SUMMARY?: string | undefined;
}

/** @returns lines to print; none outside GitHub Actions */
export function annotationsOf(report: GateReport, job: JobEnvironment): readonly string[] {
  if (job.GITHUB_ACTIONS !== 'true') return [];
  return casesOf(report.sections).flatMap((one) => annotationOf(one) ?? []);
}

/** Properties that a run has violated are named by the run, with the story. */
function annotationOf({ name, status, note, violation }: GateCase): string | undefined {
  if (status === 'incomplete')
    return `::error title=${escapeProperty(`incomplete: ${name}`)}::${escape(note)}`;
  if (violation === undefined) return undefined;
  const { property, text, paste } = violation;
  return `::error title=${escapeProperty(property)}::${escape(`${text}\n\n${paste}`)}`;
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
