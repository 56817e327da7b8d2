// Adds up vitest's JSON reports, and prints `N passed, N failed` as the last line.
// Plain JavaScript for any Node.js: it has to count what there is, also when the set-up failed.
import { readFileSync } from 'node:fs';

let passed = 0;
let failed = 0;
const problems = [];
for (const file of process.argv.slice(2)) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    passed += report.numPassedTests;
    failed += report.numFailedTests;
    const skipped = report.numTotalTests - report.numPassedTests - report.numFailedTests;
    if (skipped > 0) problems.push(`${skipped} tests were skipped`);
    if (report.numTotalTests === 0) problems.push(`${file}: no tests`);
    // A file that cannot be loaded has no tests that could fail.
    if (!report.success) problems.push(`${file}: not successful`);
  } catch (error) {
    problems.push(`${file}: ${error.message}`);
  }
}
for (const problem of problems) console.log(problem);
if (problems.length > 0 || failed > 0) process.exitCode = 1;
console.log(`${passed} passed, ${failed} failed`);
