/** Heard by what counts visits. */
export const datalayer = (): boolean => true;
