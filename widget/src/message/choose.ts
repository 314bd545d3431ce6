// What a consent prompt's buttons mean: purposes ticked, all of them, or none.
import { extras } from "../extras";

extras.wanted = ({ purposes }, body, action) => {
  const ticked = [...body.querySelectorAll<HTMLInputElement>(".purposes input:checked")].map(({ value }) => value);
  const isYes = (key: string) => action === "accept" || (action === "save" && ticked.includes(key));
  return Object.fromEntries(purposes.map(({ key }) => [key, isYes(key)]));
};
