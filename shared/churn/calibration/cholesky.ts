// Solving and the log-determinant of a small symmetric positive definite matrix, row-major.

/** Lower factor L with L L' = matrix. Throws RangeError when the matrix is not positive definite. */
export function cholesky(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (lower[i * size + k] ?? 0) * (lower[j * size + k] ?? 0);
      if (i === j && !(sum > 0)) throw new RangeError('matrix is not positive definite');
      lower[i * size + j] = i === j ? Math.sqrt(sum) : sum / (lower[j * size + j] ?? 1);
    }
  }
  return lower;
}

/** The solution of (L L') v = right. */
export function solve(lower: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const v = Float64Array.from(right);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) v[i] = (v[i] ?? 0) - (lower[i * size + k] ?? 0) * (v[k] ?? 0);
    v[i] = (v[i] ?? 0) / (lower[i * size + i] ?? 1);
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) v[i] = (v[i] ?? 0) - (lower[k * size + i] ?? 0) * (v[k] ?? 0);
    v[i] = (v[i] ?? 0) / (lower[i * size + i] ?? 1);
  }
  return v;
}

/** ln det(L L'). */
export function logDeterminant(lower: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += 2 * Math.log(lower[i * size + i] ?? 1);
  return sum;
}

/** The inverse of L L', row-major. */
export function inverse(lower: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    const unit = new Float64Array(size);
    unit[j] = 1;
    result.set(solve(lower, unit), j * size);
  }
  return result;
}
