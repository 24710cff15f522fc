/** How the quick suites are run: on two workers, with the counts in one line at the end. */
import type { ViteUserConfig } from 'vitest/config';
import { configDefaults, defineConfig } from 'vitest/config';
import { INTERRUPT_BUDGET } from '../commands/process/patient-compiler.ts';
import { projectRoot } from '../project-root.ts';

/** The slow test files, which `npm run test:deep` runs. */
export const DEEP = '**/*.deep.test.ts';

const config: ViteUserConfig = defineConfig({
  root: projectRoot,
  test: {
    dir: 'properties',
    globalSetup: './properties/tooling/build-first.ts',
    exclude: [...configDefaults.exclude, DEEP],
    // By default vitest leaves one core idle, which on two cores is half of them.
    maxWorkers: 2,
    // For the tests in one file that may run concurrently.
    maxConcurrency: 2,
    // The same as in the commands, for checks that run inside the suites themselves.
    execArgv: [INTERRUPT_BUDGET],
    reporters: ['default', './properties/tooling/count-reporter.ts'],
    // Some tests run thousands of executions or the command line itself.
    testTimeout: 240_000,
    hookTimeout: 60_000,
    // Built and edited engines are loaded by the hundred: Node loads them directly, without vite's transform.
    server: { deps: { external: [/[/\\](?:\.build|migcheck-[^/\\]+)[/\\]impl[/\\]/] } },
  },
});

// oxlint-disable-next-line import/no-default-export -- vitest asks for one
export default config;
