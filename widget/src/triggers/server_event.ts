import { listen } from "../boundary";
import { TRIGGERS } from ".";

/** Told by the shop's server, heard with an answer of ours: once a page, and again on the next one if nothing came of it. */
TRIGGERS.server_event = ({ name }, fire) => {
  const stop = listen(document, "winback:sent", ({ detail }) => {
    if (!detail?.facts?.queued.some((told: { name: string }) => told.name === name)) return;
    stop();
    fire();
  });
  return stop;
};
