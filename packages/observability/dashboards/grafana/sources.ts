import { put } from './put.ts';

/** The Prometheus that the variable `datasource` chooses. */
export const PROMETHEUS: { readonly type: string; readonly uid: string } = {
  type: 'prometheus',
  uid: put('datasource'),
};
