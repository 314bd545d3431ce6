// For the link of the admin's install page: whoever works on the site says, once per browser, not to be counted.

const WORDS = {
  en: [
    "Don't count this browser's visits to this site?",
    "This browser's visits are no longer counted.",
    "This link is too old. Take a new one from the install page.",
    "This browser's visits are counted again.",
  ],
  ko: [
    "이 브라우저의 방문을 집계에서 제외할까요?",
    "이제 이 브라우저의 방문은 집계되지 않습니다.",
    "만료된 링크입니다. 설치 페이지에서 새 링크를 받으세요.",
    "이 브라우저의 방문을 다시 집계합니다.",
  ],
};

/** It asks first, so that nobody is left out by being sent somewhere. */
export async function leaveOut(base: string, site: string, code: string): Promise<void> {
  const [ask, done, old, back] = navigator.language.startsWith("ko") ? WORDS.ko : WORDS.en;
  const key = `winback:${site}:staff`; // where the outbox reads it
  if (code === "off") {
    localStorage.removeItem(key);
    return alert(back);
  }
  if (localStorage.getItem(key) || !confirm(ask)) return;
  const body = JSON.stringify({ code });
  const answer = await fetch(`${base}/w/${site}/staff`, { method: "POST", body, credentials: "omit" });
  if (!answer.ok) return alert(old);
  localStorage.setItem(key, JSON.stringify((await answer.json()).staff));
  alert(done);
}
