// Everything that a site's second file may hold. The server links director.ts with those parts that its campaigns use.
import "../audience";
import "../facts/all";
import "../told";
import "../carts/linked";
import "../manners";
import "../log/sample";
import "../search";
import "../prompt";
import "../message/formats/bar";
import "../message/formats/fullscreen";
import "../message/formats/popup";
import "../message/formats/slide_in";
import "../message/styles/link";
import "../message/styles/secondary";
import "../message/dark";
import "../message/fonts";
import "../message/rtl";
import "../message/blocks/ces";
import "../message/blocks/checkbox";
import "../message/blocks/coupon";
import "../message/blocks/csat";
import "../message/blocks/email";
import "../message/blocks/field";
import "../message/blocks/multiple_choice";
import "../message/blocks/nps";
import "../message/blocks/open_text";
import "../message/blocks/purposes";
import "../message/blocks/select";
import "../message/blocks/single_choice";
import "../message/blocks/stars";
import "../message/back";
import "../message/logic";
import "../message/logic/piping";
import "../message/shuffle";
// the last to stand before a moment is the first that sees it
import "../exit_score";

export { direct } from "../director";
