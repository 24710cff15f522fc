/** How the suites are run: all of them, on every core, and counted in one line at the end. */
import type { ViteUserConfig } from 'vitest/config';
import { defineConfig } from 'vitest/config';
import { projectRoot } from '../project-root.ts';

const config: ViteUserConfig = defineConfig({
  root: projectRoot,
  test: {
    dir: 'properties',
    // By default one core is left idle, which on two cores is half of them.
    maxWorkers: 2,
    // Of the tests in one file that may run side by side.
    maxConcurrency: 2,
    reporters: ['default', './properties/tooling/count-reporter.ts'],
    // Some tests run thousands of executions or the command line itself.
    testTimeout: 240_000,
    hookTimeout: 60_000,
    // Built and edited engines are loaded by the hundred: by Node as they are, and not once more by vite.
    server: { deps: { external: [/[/\\](?:\.build|migcheck-[^/\\]+)[/\\]impl[/\\]/] } },
  },
});

// oxlint-disable-next-line import/no-default-export -- vitest asks for one
export default config;
