// The inverse of a small matrix.

/** Gauss-Jordan elimination with row pivoting; undefined if the matrix is singular. */
export function inverse(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const size = matrix.length;
  const work = matrix.map((row, i) => [...row, ...matrix.map((_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < size; column += 1) {
    const below = work.slice(column).map((row) => Math.abs(row[column] ?? 0));
    const pivot = column + below.indexOf(Math.max(...below));
    const [top, chosen] = [work[column], work[pivot]];
    const head = chosen?.[column] ?? 0;
    if (!top || !chosen || !Number.isFinite(head) || head === 0) return undefined;
    work[pivot] = top;
    const scaled = chosen.map((value) => value / head);
    work.forEach((row, i) => {
      const factor = row[column] ?? 0;
      work[i] = i === column ? scaled : row.map((value, j) => value - factor * (scaled[j] ?? 0));
    });
    work[column] = scaled;
  }
  return work.map((row) => row.slice(size));
}
