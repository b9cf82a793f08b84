/** Which recorded number a reason's threshold is held against, and on which side of it documents leave. */
export interface Measured {
  readonly attribute: string;
  readonly drops: "above" | "below";
  /** The language, by the label `lang`, whose documents alone are held against it. */
  readonly language?: string;
}

/** Documents whose number is above the threshold leave. */
export const above = (attribute: string): Measured => ({ attribute, drops: "above" });

/** Documents whose number is below the threshold leave; of one language alone, where it is named. */
export const below = (attribute: string, language?: string): Measured => {
  return { attribute, drops: "below", ...(language === undefined ? {} : { language }) };
};
