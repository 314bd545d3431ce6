// The tag's first file: boots once, in slices, and lets nothing reach the host page but its one global.
import { call } from "./api";
import { caught, guarded, listen, say } from "./boundary";
import { datalayer } from "./carts/datalayer";
import { chunk, config } from "./config";
import { granted, isAsking, law } from "./consent";
import { recallWords, warmUp } from "./consult";
import { watchMarks } from "./marks";
import { hear, startPage, watchLife } from "./page";
import { read } from "./storage";
import { forget } from "./visitor";

interface Winback {
  (...call: unknown[]): unknown;
  q?: Iterable<[string, ...unknown[]]>;
  isLive?: boolean;
  explain?: (campaign?: string) => unknown;
}

type Host = { winback?: Winback };

const awaken = guarded(() => {
  const stub = (window as Host).winback;
  // pasted twice, or kept over a soft navigation: the first one goes on
  if (stub?.isLive) return;
  const winback: Winback = guarded(call as Winback);
  winback.isLive = true;
  // as one types it into the console
  winback.explain = winback.bind(0, "explain");
  (window as Host).winback = winback;
  law.recall?.();
  const begin = () => {
    law.begin?.();
    watchLife();
    startPage();
    idle(() => {
      watchMarks();
      recallWords();
      // in a turn of its own: once all that follows is heard
      hear();
      // guarded each for itself: a wrong word of the page's keeps nobody from hearing the rest
      for (const words of stub?.q ?? []) winback(...words);
      const isHeard = datalayer();
      const isBlocked = document.querySelector("[data-winback-purpose]");
      if (law.unblock) law.unblock(isBlocked);
      else if (isBlocked)
        chunk<typeof import("./debug")>("debug")
          .then(({ open }) => open(config, chunk, granted))
          .catch(caught);
      // a tag manager that comes late is looked for once more
      warmUp(() => isHeard || datalayer());
      say("ready", { rev: config.rev });
    });
  };
  // Whoever must be asked first is asked at once; everything else waits until the page has nothing better to do.
  if (isAsking()) begin();
  else idle(begin);
});

function idle(run: () => void): void {
  // what a page puts in its place may not say that it will be called
  (window.requestIdleCallback ?? setTimeout)(guarded(run), { timeout: 2000 } as never);
}

// a link of the owner's comes first; in a tab that previews a draft everything is the toolbar's, so that nothing is
// counted, sent or kept; also where what would follow the link does not come
if (read("preview", true) || /winback[_-](arm|staff|preview)=/.test(location.href))
  chunk<typeof import("./debug")>("debug")
    .then(({ follow }) => follow(config, chunk, forget))
    .then((isPreview) => isPreview || awaken(), caught);
// a page that is rendered ahead, and perhaps never looked at, is no visit: until then its words wait in the stub
else if ((document as { prerendering?: boolean }).prerendering) listen(document, "prerenderingchange", awaken);
else awaken();
