// This page: its address, its words, and how long it has been there.
import { group, sources } from "../facts";
import { language } from "../message/language";

sources.push(({ pageMs }) => {
  const { href: url, pathname: path, host, search } = location;
  const { title, referrer } = document;
  return {
    ...group("page.query", Object.fromEntries(new URLSearchParams(search))),
    ...group("page", { url, path, host, title, referrer, language: language(), seconds: pageMs() / 1000 }),
  };
});
