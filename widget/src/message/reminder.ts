// The code that a visitor has got and not used yet: a small bar on every page, until it is closed, used or over.
import { after, guarded, listen, type Stop } from "../boundary";
import type { Desk } from "../desk";
import { extras } from "../extras";
import { atStart } from "../starts";
import type { Memory } from "../visitor";
import { campaignOf } from "./desk";
import "./language";
import { standBar } from "./reminder_bar";
import { spoken } from "./words";

/** A code without an end is not brought to mind for ever. */
const LONGEST_MS = 7 * 864e5;

type Coupon = NonNullable<Memory["coupon"]>;

/** The code on the bar that stands, and how to take it away. */
let standing: string | undefined;
let remove: Stop | undefined;

extras.earned = ({ remind, label }, { say, view }, { code, expires_at }) => {
  const campaign = campaignOf(view)?.id;
  if (!remind || !campaign || !code) return;
  const until = Math.min(Date.now() + LONGEST_MS, expires_at ? Date.parse(expires_at) : Number.POSITIVE_INFINITY);
  const language = spoken(view.languages, label);
  remember?.((memory) => {
    memory.coupon = { campaign, code, label: say(label), language, until };
  });
};

let remember: Desk["remember"] | undefined;

atStart((desk, _engine, _world, stage) => {
  remember = desk.remember;
  const { leave } = stage;
  stage.leave = () => {
    leave();
    show(desk);
  };
  show(desk);
  listen(document, "winback:close", ({ detail }) => {
    if (detail.campaign === desk.remember().coupon?.campaign) show(desk, true);
  });
  listen(document, "winback:track", ({ detail }) => detail.name === "purchase" && forget(desk));
  // another page may have used the code or closed the bar; and time goes by asleep, or in the back/forward cache
  listen(window, "storage visibilitychange pageshow", ({ persisted }) => {
    if (remove || persisted) show(desk);
  });
  listen(document, "winback:consent", () => desk.granted("personalization") || remove?.());
});

function forget(desk: Desk): void {
  remove?.();
  desk.remember((memory) => {
    delete memory.coupon;
  });
}

/** As it is remembered now: what stands already stays, and what is used or over goes. `isNew`: screen readers are told. */
function show(desk: Desk, isNew?: boolean): void {
  if (desk.config.isQuiet) return remove?.();
  const { coupon } = desk.remember();
  if (coupon && !(coupon.until > Date.now())) return forget(desk);
  if (coupon?.code === standing) return;
  remove?.();
  if (coupon) draw(desk, coupon, isNew);
}

function draw(desk: Desk, coupon: Coupon, isNew?: boolean): void {
  const isOpen = /[?&]winback_debug/.test(location.search);
  const { config } = desk;
  const variants = config.campaigns.find(({ id }) => id === coupon.campaign)?.variants ?? {};
  const { theme } = Object.values(variants)[0] ?? {};
  const { host, leave } = standBar(coupon, extras.languages(config), isOpen, () => forget(desk), theme, isNew);
  standing = coupon.code;
  // a wait of more than 24 days would be over at once
  const stop = after(Math.min(coupon.until - Date.now(), LONGEST_MS), () => {
    remove?.();
    show(desk);
  });
  remove = guarded(() => {
    stop();
    leave();
    host.remove();
    standing = remove = undefined;
  });
}
