// Everything that the one file of a site that only asks for consent may hold.
import "../lean/linked";
import "../message/blocks/image";
import "../message/formats/bar";
import "../message/formats/fullscreen";
import "../message/formats/popup";
import "../message/formats/slide_in";
import "../message/styles/link";
import "../message/styles/secondary";
import "../message/styles/three";
import "../lean/painted";
import "../message/fonts";
import "../message/rtl";
import "../message/blocks/purposes";
import "../message/rich";
import "../index";
