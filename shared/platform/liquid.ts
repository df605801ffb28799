// Liquid as we allow it: no files, no inherited properties, unknown names are errors, bounded work and memory.
import { Liquid, type Template } from 'liquidjs';

const limits = { parseLimit: 200_000, renderLimit: 2_000, memoryLimit: 20_000_000 };

const sandbox = (templates: Record<string, string>) => ({
  ...limits,
  templates,
  ownPropertyOnly: true,
  strictFilters: true,
  strictVariables: true,
  // A missing value may be asked for with `if`, not printed.
  lenientIf: true,
});

/** For HTML: every output is escaped. Templates may `render` one another by name. */
export const htmlEngine = (templates: Record<string, string>): Liquid =>
  new Liquid({ ...sandbox(templates), outputEscape: 'escape' });

/** For plain text, which is escaped later, where it meets HTML. */
export const textEngine = (): Liquid => new Liquid(sandbox({}));

/** Renders a parsed template; throws when it names a value that `facts` lacks. */
export const renderSync = (engine: Liquid, template: Template[], facts: object): string =>
  String(engine.renderSync(template, facts));
