import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { alerts, deploys } from './annotations.ts';
import { lay, type Section } from './layout.ts';
import { TAG, toDashboards, toJaeger } from './links.ts';
import { datasource, jaeger, job, model, route } from './variables.ts';

/** What makes a dashboard one of its own. */
export interface Board {
  /** In its address: `/d/{uid}`. Alerts and runbooks link to it. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly sections: readonly Section[];
}

/** The dashboard in Grafana's Classic model, which Grafana 10 to 13 read. */
export function dashboard({ uid, title, description, sections }: Board): Dashboard {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([TAG])
    .timezone('browser')
    .time({ from: 'now-1h', to: 'now' })
    .refresh('15s')
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([datasource(), job(), model(), route(), jaeger()])
    .annotations([alerts(), deploys()])
    .links([toDashboards(), toJaeger()]);
  lay(builder, sections);
  return inSight(builder.build());
}

/** The builders would have Grafana hide links and annotations in a menu. */
function inSight({ links = [], annotations: { list = [] }, ...rest }: Dashboard): Dashboard {
  return {
    ...rest,
    links: links.map(({ placement: _, ...link }) => link),
    annotations: { list: list.map(({ placement: _, ...annotation }) => annotation) },
  };
}
