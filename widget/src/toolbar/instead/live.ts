// A draft is live nowhere else, so nobody is asked.
export const isOff = async (): Promise<boolean> => false;
