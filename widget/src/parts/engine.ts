// Everything that a site's second file may hold. The server links director.ts with those parts that its campaigns use.
import "../audience";
import "../facts/all";
import "../told";
import "../carts/linked";
import "../manners";
import "../prompt";
import "../message/formats/bar";
import "../message/formats/popup";
import "../message/styles/link";
import "../message/styles/secondary";
import "../message/dark";
import "../message/fonts";
import "../message/rtl";
import "../message/blocks/coupon";
import "../message/blocks/email";
import "../message/blocks/nps";
import "../message/blocks/open_text";
import "../message/blocks/purposes";
import "../message/blocks/single_choice";

export { direct } from "../director";
