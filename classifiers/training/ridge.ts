/** A linear function of features. */
export interface LinearFit {
  readonly weights: Float64Array;
  readonly bias: number;
}

/**
 * Ridge regression in closed form: the weights that keep Σ w·(y − ŷ)² + `penalty`·|weights|² least, the bias left free. `features` holds
 * `columns` numbers a row. Exact up to rounding, and the same every time; meant for some hundred columns.
 */
export function ridgeFit(
  features: Float64Array,
  columns: number,
  targets: ArrayLike<number>,
  penalty: number,
  rowWeights?: ArrayLike<number>,
): LinearFit {
  const rows = targets.length;
  const weightOf = (row: number): number => rowWeights?.[row] ?? 1;
  const means = new Float64Array(columns);
  let [total, targetSum] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const weight = weightOf(row);
    total += weight;
    targetSum += weight * (targets[row] as number);
    for (let column = 0; column < columns; column++)
      means[column] = (means[column] as number) + weight * (features[row * columns + column] as number);
  }
  for (let column = 0; column < columns; column++) means[column] = (means[column] as number) / total;
  const targetMean = targetSum / total;
  const products = new Float64Array(columns * columns);
  const moments = new Float64Array(columns);
  const centred = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    const weight = weightOf(row);
    for (let column = 0; column < columns; column++)
      centred[column] = (features[row * columns + column] as number) - (means[column] as number);
    const target = weight * ((targets[row] as number) - targetMean);
    for (let i = 0; i < columns; i++) {
      const value = centred[i] as number;
      moments[i] = (moments[i] as number) + target * value;
      const scaled = weight * value;
      for (let j = 0, at = i * columns; j <= i; j++, at++)
        products[at] = (products[at] as number) + scaled * (centred[j] as number);
    }
  }
  for (let i = 0; i < columns; i++) products[i * columns + i] = (products[i * columns + i] as number) + penalty;
  const weights = solvePositive(products)(moments);
  let bias = targetMean;
  for (let column = 0; column < columns; column++) bias -= (weights[column] as number) * (means[column] as number);
  return { weights, bias };
}

/**
 * Factors a symmetric positive definite A, given by its lower half, which is overwritten (Cholesky); answers what solves A·x = b for any
 * number of right sides.
 */
export function solvePositive(lower: Float64Array): (b: Float64Array) => Float64Array {
  const n = Math.round(Math.sqrt(lower.length));
  for (let i = 0; i < n; i++) {
    const row = lower.subarray(i * n, i * n + n);
    for (let j = 0; j <= i; j++) {
      const other = lower.subarray(j * n, j * n + n);
      let sum = row[j] as number;
      for (let k = 0; k < j; k++) sum -= (row[k] as number) * (other[k] as number);
      row[j] = i === j ? Math.sqrt(sum) : sum / (other[j] as number);
    }
  }
  return (b) => {
    const x = Float64Array.from(b);
    for (let i = 0; i < n; i++) {
      let sum = x[i] as number;
      for (let k = 0; k < i; k++) sum -= (lower[i * n + k] as number) * (x[k] as number);
      x[i] = sum / (lower[i * n + i] as number);
    }
    for (let i = n - 1; i >= 0; i--) {
      const solved = (x[i] as number) / (lower[i * n + i] as number);
      x[i] = solved;
      for (let k = 0; k < i; k++) x[k] = (x[k] as number) - (lower[i * n + k] as number) * solved;
    }
    return x;
  };
}
