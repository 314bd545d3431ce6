// Every fact there is: for explanations, which may be asked about any of them.
import "./ad_blocker";
import "./cart";
import "./channel";
import "./clock";
import "./consent";
import "./device";
import "./groups";
import "./messages";
import "./origin";
import "./page";
import "./scroll";
import "./server";
import "./tracked";
import "./variables";
import "./visit";
