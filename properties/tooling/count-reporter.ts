/** Says at the end how many tests passed and failed, on a line of its own that scripts can read. */
import type { Reporter, TestModule } from 'vitest/node';

// oxlint-disable-next-line import/no-default-export -- vitest asks for one
export default class CountReporter implements Reporter {
  /** A file that cannot even be loaded, and an error outside every test, are failures as well. */
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    let failed = errors.length;
    for (const module of modules) {
      failed += module.errors().length;
      for (const test of module.children.allTests())
        if (test.result().state === 'passed') passed++;
        else failed++;
    }
    console.log(`${passed} passed, ${failed} failed`);
  }
}
