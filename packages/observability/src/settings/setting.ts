/** What a flag takes, and how far it may go; bounds are included. */
export type Unit =
  | { readonly kind: 'share'; readonly min: number; readonly max: number }
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly what: string }
  | { readonly kind: 'whole'; readonly min: number; readonly max: number; readonly what: string }
  | { readonly kind: 'duration'; readonly min: string; readonly max: string };

/**
 * A number or duration in the rules that a flag sets. There it stands in front of ` # --flag`, at the end of
 * its line, with the default: the rules are valid as they are.
 */
export interface Setting {
  /** Without the dashes. */
  readonly flag: string;
  /** As it is written in the rules. */
  readonly default: string;
  readonly unit: Unit;
  readonly meaning: string;
  /** The alerts that it changes. */
  readonly alerts: readonly string[];
}
