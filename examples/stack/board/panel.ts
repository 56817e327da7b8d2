/** A panel of a dashboard, as far as a page without Grafana shows it. */
export interface Panel {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  /** The heading that it stands below. */
  readonly row: string;
  readonly queries: readonly Query[];
}

interface Query {
  readonly expression: string;
  /** Such as `{{gen_ai_request_model}}`; empty for all labels. */
  readonly legend: string;
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

interface GrafanaPanel {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly fieldConfig?: { readonly defaults?: { readonly unit?: string } };
  readonly targets?: readonly { readonly expr?: string; readonly legendFormat?: string }[];
  readonly panels?: readonly GrafanaPanel[];
}

/** Reads a dashboard's JSON, Grafana's classic model. */
export function readDashboard(text: string): Dashboard {
  const { uid, title, panels } = JSON.parse(text) as {
    uid: string;
    title: string;
    panels: readonly GrafanaPanel[];
  };
  let row = '';
  const read = panels
    .flatMap((panel) => [panel, ...(panel.panels ?? [])])
    .flatMap((panel): Panel[] => {
      if (panel.type === 'row') row = panel.title ?? '';
      const queries = (panel.targets ?? []).flatMap(({ expr, legendFormat = '' }) =>
        expr === undefined ? [] : [{ expression: expr, legend: legendFormat }],
      );
      if (queries.length === 0) return [];
      const { title = '', description = '', fieldConfig } = panel;
      return [{ title, description, unit: fieldConfig?.defaults?.unit ?? '', row, queries }];
    });
  return { uid, title, panels: read };
}
