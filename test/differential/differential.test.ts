import { matrix } from './matrix.ts';
import { healthy } from './variants.ts';

matrix(healthy);
