const PARTS = 10_000;

/**
 * A share, 0–1, as it is recorded and held against thresholds: to four decimal places, which take two bytes in lineage and six characters
 * in a record where all digits of a quotient would take eight and eighteen. A threshold can be moved later in steps of 0.0001.
 */
export const fourPlaces = (share: number): number => Math.round(share * PARTS) / PARTS;
