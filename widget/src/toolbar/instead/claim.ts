// A preview is its tab's alone: nothing is kept from the others, and nothing of theirs stands in its way.
export const claim = async (): Promise<() => void> => () => {};
