const grouped = new Intl.NumberFormat('en-GB');

/** A number as it is read: `1,204`. */
export const number = (n: number): string => grouped.format(n);
