// Speaking to the server.
import { one } from "./dom";

const meta = one<HTMLMetaElement>("meta[name=csrf-token]");

/** The answer, or null where there was none. */
export async function post(
  url: string,
  body: string,
  headers: Record<string, string> = {},
  isLast = false,
): Promise<Response | null> {
  const answer = await sent(url, body, headers, isLast);
  // whoever has signed in anew, in another window, has a new token
  if (answer?.status !== 403 || !(await tokenChanged())) return answer;
  return sent(url, body, headers, isLast);
}

const sent = (url: string, body: string, headers: Record<string, string>, keepalive: boolean) =>
  fetch(url, {
    method: "POST",
    body,
    // a body that a page leaves behind is limited to 64 kB
    keepalive: keepalive && body.length < 20_000,
    headers: { "Content-Type": "application/json", "X-CSRF-Token": meta.content, ...headers },
  }).catch(() => null);

async function tokenChanged(): Promise<boolean> {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content;
  if (!token || token === meta.content) return false;
  meta.content = token;
  return true;
}
