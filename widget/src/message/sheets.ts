/** What a message wears besides its own sheet, in this order. */
export const sheets: string[] = [];
