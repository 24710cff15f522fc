/**
 * Prints at the end how many tests passed and failed, on a separate line that scripts can read. Skipped
 * tests count as neither: lines before that one list them by the requirement that they lacked.
 */
import type { Reporter, TestCase, TestModule } from 'vitest/node';

// oxlint-disable-next-line import/no-default-export -- vitest asks for one
export default class CountReporter implements Reporter {
  /** A file that cannot even be loaded, and an error outside every test, are failures as well. */
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    let failed = errors.length;
    const skipped = new Map<string, number>();
    for (const module of modules) {
      failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed++;
        else if (state === 'skipped') {
          const why = lackOf(test);
          skipped.set(why, (skipped.get(why) ?? 0) + 1);
        } else failed++;
      }
      for (const suite of module.children.allSuites()) failed += suite.errors().length;
    }
    for (const [why, count] of skipped) console.log(`${count} skipped: ${why}`);
    console.log(`${passed} passed, ${failed} failed`);
  }
}

/** Why the test was skipped: the requirement that it or a suite around it lacks, or what it says itself. */
function lackOf(test: TestCase): string {
  for (let at = test.parent; at.type === 'suite'; at = at.parent) {
    const { lacks } = at.meta();
    if (lacks !== undefined) return lacks;
  }
  const result = test.result();
  const note = result.state === 'skipped' ? result.note : undefined;
  return test.meta().lacks ?? note ?? 'not selected';
}
