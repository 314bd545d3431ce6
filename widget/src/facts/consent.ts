// What the visitor has allowed. Absent while they have not chosen and are not counted unasked either.
import { sources } from "../facts";

sources.push(({ config, law, granted }) => {
  const { mode, purposes } = config.consent;
  const isKnown = mode === "optout" || law.chosen?.();
  return { "consent.purposes": isKnown ? purposes.map(({ key }) => key).filter(granted) : null };
});
