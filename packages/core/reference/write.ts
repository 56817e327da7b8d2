import { writeFileSync } from 'node:fs';
import { PAGE, telemetryPage } from './page.ts';

writeFileSync(PAGE, telemetryPage());
