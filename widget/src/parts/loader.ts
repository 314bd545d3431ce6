// Everything that a site's first file may hold. The server links index.ts with those parts that the site's campaigns use.
import "../orders";
import "../trail";
import "../law";
import "../triggers/cart_abandonment";
import "../triggers/click";
import "../triggers/event";
import "../triggers/exit_idle";
import "../triggers/exit_intent";
import "../triggers/hover";
import "../triggers/inactivity";
import "../triggers/page_load";
import "../triggers/pages";
import "../triggers/scroll";
import "../triggers/site_time";
import "../triggers/time";
import "../triggers/view";
import "../index";
