import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type MochaOptions, type Runner, reporters } from 'mocha';

/** The usual list of failures, and beside it the counts in a file that `.ci/run` adds up. Options: output, the path of that file. */
class Reporter extends reporters.Dot {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    const absent: string[] = [];
    const output: unknown = (options.reporterOptions as { output?: unknown } | undefined)?.output;
    // What was not run is said, not only counted.
    runner.on('pass', (test) => {
      if (/ are absent/.test(test.title)) absent.push(test.title);
    });
    runner.once('end', () => {
      for (const title of absent) console.log(title);
      const { passes, failures, tests } = this.stats;
      if (tests === 0) {
        console.error('no test ran');
        process.exitCode = 1;
      }
      if (typeof output !== 'string') return;
      mkdirSync(dirname(output), { recursive: true });
      writeFileSync(output, JSON.stringify({ passed: passes, failed: failures }));
    });
  }
}

export default Reporter;
