/** The shape of the answers; it grows when a field changes its meaning or goes, not when one is added. */
export const SCHEMA = 1
