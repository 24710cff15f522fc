/** Known defects of QEMU, by version: meeting one of them again does not violate anything. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { HostName } from '../../../impl/qemu/link-part.ts';
import { compareVersions } from '../../../impl/qemu/version.ts';
import { parseJson } from '../../../traces/parse-json.ts';
import { projectRoot } from '../../project-root.ts';
import type { Problem } from '../judging/problem.ts';

export interface KnownFinding {
  readonly id: string;
  readonly title: string;
  /** The first version with the defect, and the first without it; `null` if there is none yet. */
  readonly versions: { readonly from: string; readonly before: string | null };
  /** The host whose version counts, if they differ; either one's if absent. */
  readonly host?: HostName | undefined;
  readonly properties: readonly string[];
  /** The writer of the wrong pages; absent if the defect is not about pages. */
  readonly writer?: string | undefined;
  /** The only scenarios in which the defect can occur. */
  readonly scenarios?: readonly string[] | undefined;
  /** Capabilities without which the defect cannot occur. */
  readonly capabilities?: readonly string[] | undefined;
  /** A regular expression that the problem's text matches. */
  readonly pattern?: string | undefined;
  readonly reference: string;
  /** A file that replays the defect, and how often it reproduced. */
  readonly measured?:
    { readonly file: string; readonly reproduced: number; readonly of: number } | undefined;
  /** The bug of the catalogue that the defect resembles. */
  readonly resembles?: string | undefined;
}

const FILE = join(projectRoot, 'properties', 'qemu', 'known-findings.json');

const schema: z.ZodType<readonly KnownFinding[]> = z.array(
  z.strictObject({
    id: z.string(),
    title: z.string(),
    versions: z.strictObject({ from: z.string(), before: z.string().nullable() }),
    host: z.enum(['source', 'destination']).optional(),
    properties: z.array(z.string()).min(1),
    writer: z.string().optional(),
    scenarios: z.array(z.string()).min(1).optional(),
    capabilities: z.array(z.string()).min(1).optional(),
    pattern: z.string().optional(),
    reference: z.string(),
    measured: z
      .strictObject({ file: z.string(), reproduced: z.int().min(1), of: z.int().min(1) })
      .optional(),
    resembles: z.string().optional(),
  }),
);

export function readKnownFindings(): readonly KnownFinding[] {
  return parseJson(readFileSync(FILE, 'utf8'), schema, FILE);
}

/** Where a problem occurred, as far as that distinguishes defects. */
export interface Circumstances {
  readonly scenario: string;
  readonly capabilities?: readonly string[] | undefined;
  readonly binary: Versions;
}

interface Versions {
  readonly version: string;
  /** If it is another one. */
  readonly destination?: { readonly version: string } | undefined;
}

/** The hosts whose versions have the defect, of those that it can be about. */
export function hostsInRange({ host, versions }: KnownFinding, binary: Versions): HostName[] {
  const { version, destination = { version } } = binary;
  const of: Readonly<Record<HostName, string>> = {
    source: version,
    destination: destination.version,
  };
  return hosts.filter(
    (one) =>
      (host === undefined || host === one) &&
      compareVersions(of[one], versions.from) >= 0 &&
      (versions.before === null || compareVersions(of[one], versions.before) < 0),
  );
}

const hosts: readonly HostName[] = ['source', 'destination'];

export function knownAs(
  problem: Problem,
  { scenario, capabilities = [], binary }: Circumstances,
  known: readonly KnownFinding[],
): KnownFinding | undefined {
  return known.find(
    (one) =>
      one.properties.includes(problem.property) &&
      (one.writer === undefined || (one.writer === problem.writer && problem.isStale)) &&
      (one.scenarios === undefined || one.scenarios.includes(scenario)) &&
      (one.capabilities ?? []).every((needed) => capabilities.includes(needed)) &&
      (one.pattern === undefined || new RegExp(one.pattern).test(problem.text)) &&
      hostsInRange(one, binary).length > 0,
  );
}
