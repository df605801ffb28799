// What is wrong with a row, and what of it stays out because of that.
import type { Field } from './fields.ts';

export interface RowProblem {
  field?: Field;
  why: string;
  /** `row`: nothing of the row is taken; `value`: all but this value is. */
  leavesOut: 'row' | 'value';
}

/** Gathers the problems of one row. */
export class Findings {
  readonly problems: RowProblem[] = [];

  refuse(field: Field | undefined, why: string): undefined {
    this.problems.push({ ...(field && { field }), why, leavesOut: 'row' });
    return undefined;
  }

  leaveOut(field: Field, why: string): undefined {
    this.problems.push({ field, why, leavesOut: 'value' });
    return undefined;
  }

  get isRefused(): boolean {
    return this.problems.some(({ leavesOut }) => leavesOut === 'row');
  }
}
