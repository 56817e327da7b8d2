import { matrix } from './matrix.ts';
import { broken } from './variants.ts';

matrix(broken);
