// A link that forces an arm, on sites that allow it. The drawing itself is in the owner's chunk.
import { chunk, config } from "./config";
import { first } from "./first";
import { forget } from "./visitor";

first.force = () => {
  const link = config.force && /[?&]winback_arm=([^&#]+)/.exec(location.search)?.[1];
  if (link)
    return chunk<typeof import("./debug")>("debug")
      .then(({ draw }) => draw(config, link, forget))
      .catch(() => {});
};
