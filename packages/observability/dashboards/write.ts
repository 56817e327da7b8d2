import { writeFileSync } from 'node:fs';
import { allDashboards, fileOf, textOf } from './all.ts';

for (const dashboard of allDashboards()) writeFileSync(fileOf(dashboard), textOf(dashboard));
