// The logs of the programs that a file of tests has started: printed and kept when one of its tests fails.
import { forgetLogs, logs, tailOf } from 'backends/logs';
import { afterAll, afterEach } from 'vitest';

let failed = false;
let printed = 0;

afterEach(({ task }) => {
  if (task.result?.state !== 'fail') return;
  failed = true;
  for (const file of logs().slice(printed)) console.error(tailOf(file));
  printed = logs().length;
});

afterAll(() => {
  if (!failed) forgetLogs();
});
